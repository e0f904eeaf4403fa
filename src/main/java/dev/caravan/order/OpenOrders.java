package dev.caravan.order;

import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which orders have not ended, kept with the events that say so. */
@Component
public class OpenOrders {
  static final String INSERT = "insert into orders.open_order values (?, ?, ?, ?)";

  private final JdbcTemplate jdbc;

  OpenOrders(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Ids of open orders placed before a time, the oldest first. */
  public List<String> placedBefore(Instant time, int limit) {
    return jdbc.queryForList(
        "select order_id from orders.open_order where placed_at < ? order by placed_at limit ?",
        String.class,
        time.atOffset(ZoneOffset.UTC),
        limit);
  }

  /** How many orders are open, by flow and by its revision. */
  public Map<String, Map<Integer, Long>> byRevision() {
    Map<String, Map<Integer, Long>> open = new TreeMap<>();
    jdbc.query(
        "select flow, flow_revision, count(*) from orders.open_order where flow is not null group by 1, 2",
        row -> {
          open.computeIfAbsent(row.getString(1), flow -> new TreeMap<>())
              .put(row.getInt(2), row.getLong(3));
        });
    return open;
  }

  void follow(String orderId, List<OrderEvent> events, Instant now) {
    for (OrderEvent event : events) {
      if (event instanceof OrderPlaced placed) {
        jdbc.update(
            INSERT, orderId, now.atOffset(ZoneOffset.UTC), placed.flow(), placed.flowRevision());
      } else if (event instanceof OrderConfirmed
          || event instanceof OrderCancelled
          || event instanceof OrderFailed) {
        jdbc.update("delete from orders.open_order where order_id = ?", orderId);
      }
    }
  }
}
