package dev.caravan.saga;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Orders whose saga will not begin any more. An order with an open saga is none of them, whatever
 * became of its process and however long it takes: it ends with that saga, which the coordinator
 * may have decided to close, and of which something may stand that the order does not know.
 */
@Component
class UnbegunOrders {
  private static final String SELECT =
      "select order_id from orders.open_order o"
          + " where not exists (select from saga.open_saga s where s.key = o.order_id)";

  private static final String OPEN_FOR =
      " and open_since < clock_timestamp() - ? * interval '1 millisecond'";

  private final JdbcTemplate jdbc;
  private final SagaLeases leases;

  UnbegunOrders(JdbcTemplate jdbc, SagaLeases leases) {
    this.jdbc = jdbc;
    this.leases = leases;
  }

  /**
   * Ids of those whose process is gone, the oldest first.
   *
   * @param others flows of which somebody else takes care
   */
  List<String> leftBehind(Collection<String> others) {
    // one statement, and leases as they were when it began: whoever took in an order that it sees
    // had a lease before, which it sees too
    return jdbc.queryForList(
        SELECT
            + " and flow <> all(?) and owner_id is not null"
            + " and not (owner_id = ? and incarnation = ?)"
            + " and not exists (select from saga.owner w where w.owner_id = o.owner_id"
            + " and w.incarnation = o.incarnation and w.expires_at > statement_timestamp())"
            + " order by open_since",
        String.class,
        others.toArray(String[]::new),
        leases.ownerId(),
        leases.incarnation());
  }

  /**
   * Ids of those that have been open for longer than that by the database's clock, the oldest
   * first.
   *
   * @param others flows of which somebody else takes care
   */
  List<String> openFor(Duration time, Collection<String> others, int limit) {
    return jdbc.queryForList(
        SELECT + OPEN_FOR + " and flow <> all(?) order by open_since limit ?",
        String.class,
        time.toMillis(),
        others.toArray(String[]::new),
        limit);
  }

  /** The same of one flow, all of them. */
  List<String> ofFlow(String flow, Duration time) {
    return jdbc.queryForList(
        SELECT + OPEN_FOR + " and flow = ? order by open_since",
        String.class,
        time.toMillis(),
        flow);
  }
}
