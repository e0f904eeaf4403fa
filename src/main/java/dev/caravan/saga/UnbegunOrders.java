package dev.caravan.saga;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Orders whose saga will not begin any more, as the process that took them in is gone. An order
 * with an open saga is none of them, whatever became of its process: the coordinator may have
 * decided to close that saga.
 */
@Component
class UnbegunOrders {
  private final JdbcTemplate jdbc;
  private final SagaLeases leases;

  UnbegunOrders(JdbcTemplate jdbc, SagaLeases leases) {
    this.jdbc = jdbc;
    this.leases = leases;
  }

  /**
   * Their ids, the oldest first.
   *
   * @param others flows of which somebody else takes care
   */
  List<String> find(Collection<String> others) {
    // one statement, and leases as they were when it began: whoever took in an order that it sees
    // had a lease before, which it sees too
    return jdbc.queryForList(
        "select order_id from orders.open_order o where flow <> all(?) and owner_id is not null"
            + " and not (owner_id = ? and incarnation = ?)"
            + " and not exists (select from saga.owner w where w.owner_id = o.owner_id"
            + " and w.incarnation = o.incarnation and w.expires_at > statement_timestamp())"
            + " and not exists (select from saga.open_saga s where s.key = o.order_id)"
            + " order by open_since",
        String.class,
        others.toArray(String[]::new),
        leases.ownerId(),
        leases.incarnation());
  }
}
