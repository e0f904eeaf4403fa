package dev.caravan.order;

import dev.caravan.journal.TableChange;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.stereotype.Component;

/** Which orders have not ended, kept with the events that say so. */
@Component
public class OpenOrders {
  /** As {@code journal.require_personal_key} has it. */
  private static final String KEY_IS_DESTROYED = "CV001";

  private final JdbcTemplate jdbc;
  private final @Nullable OrderOwner owner;

  OpenOrders(JdbcTemplate jdbc, ObjectProvider<OrderOwner> owner) {
    this.jdbc = jdbc;
    this.owner = owner.getIfAvailable();
  }

  /**
   * Ids of open orders placed before a time, the oldest first.
   *
   * @param others flows of which somebody else takes care
   */
  public List<String> placedBefore(Instant time, Collection<String> others, int limit) {
    return jdbc.queryForList(
        "select order_id from orders.open_order"
            + " where placed_at < ? and flow <> all(?) order by placed_at limit ?",
        String.class,
        time.atOffset(ZoneOffset.UTC),
        others.toArray(String[]::new),
        limit);
  }

  /** Ids of a flow's orders that have been open for longer than that by the database's clock. */
  public List<String> ofFlow(String flow, Duration time) {
    return jdbc.queryForList(
        "select order_id from orders.open_order"
            + " where flow = ? and open_since < clock_timestamp() - ? * interval '1 millisecond'"
            + " order by open_since",
        String.class,
        flow,
        time.toMillis());
  }

  /** Those of the orders that are open. */
  public Set<String> open(Collection<String> orderIds) {
    return new HashSet<>(
        jdbc.queryForList(
            "select order_id from orders.open_order where order_id = any(?)",
            String.class,
            (Object) orderIds.toArray(String[]::new)));
  }

  /**
   * Keeps others from ending an order until the caller's transaction ends, where they ask here too.
   *
   * @return false where it has ended already, or there is no such order
   */
  public boolean lock(String orderId) {
    return !jdbc.queryForList(
            "select order_id from orders.open_order where order_id = ? for update",
            String.class,
            orderId)
        .isEmpty();
  }

  /** How many orders are open, by flow and by its revision. */
  public Map<String, Map<Integer, Long>> byRevision() {
    Map<String, Map<Integer, Long>> open = new TreeMap<>();
    jdbc.query(
        "select flow, flow_revision, count(*) from orders.open_order"
            + " where flow_revision is not null group by 1, 2",
        row -> {
          open.computeIfAbsent(row.getString(1), flow -> new TreeMap<>())
              .put(row.getInt(2), row.getLong(3));
        });
    return open;
  }

  /** How many of a customer's orders have not ended. */
  long of(String customerId) {
    Long orders =
        jdbc.queryForObject(
            "select count(*) from orders.open_order where customer_id = ?", Long.class, customerId);
    return orders == null ? 0 : orders;
  }

  /** What is to be stored with events that open or end an order; null where they do neither. */
  @Nullable TableChange with(String orderId, List<OrderEvent> events, Instant now) {
    if (events.get(0) instanceof OrderPlaced placed) {
      return opening(placed, now);
    }
    return events.stream().anyMatch(OpenOrders::ends)
        ? new TableChange(
            "delete from orders.open_order using appended"
                + " where version is not null and order_id = ?",
            List.of(orderId))
        : null;
  }

  private static boolean ends(OrderEvent event) {
    return event instanceof OrderConfirmed
        || event instanceof OrderCancelled
        || event instanceof OrderFailed;
  }

  /** Also holds the key by which the order is sealed, so that no erasure comes between. */
  private TableChange opening(OrderPlaced placed, Instant now) {
    return new TableChange(
        "insert into orders.open_order"
            + " (order_id, placed_at, customer_id, flow, flow_revision, owner_id, incarnation)"
            + " select ?, ?, ?, ?, ?, ?, ? from appended"
            + " where version is not null and journal.require_personal_key(?)",
        List.of(
            placed.orderId(),
            now.atOffset(ZoneOffset.UTC),
            placed.customerId(),
            placed.flow(),
            new SqlParameterValue(Types.INTEGER, placed.flowRevision()),
            new SqlParameterValue(Types.VARCHAR, owner == null ? null : owner.ownerId()),
            new SqlParameterValue(Types.BIGINT, owner == null ? null : owner.incarnation()),
            PersonalData.keyOf(placed)));
  }

  /** Whether a statement failed because an order's key was destroyed before it was stored. */
  static boolean lacksKey(DataAccessException error) {
    return error.getRootCause() instanceof SQLException sql
        && KEY_IS_DESTROYED.equals(sql.getSQLState());
  }
}
