package dev.caravan.order;

import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which orders have not ended, kept with the events that say so. */
@Component
public class OpenOrders {
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

  /** How many of a customer's orders have not ended. */
  long of(String customerId) {
    Long orders =
        jdbc.queryForObject(
            "select count(*) from orders.open_order where customer_id = ?", Long.class, customerId);
    return orders == null ? 0 : orders;
  }

  void follow(String orderId, List<OrderEvent> events, Instant now) {
    for (OrderEvent event : events) {
      if (event instanceof OrderPlaced placed) {
        insert(placed, now);
      } else if (event instanceof OrderConfirmed
          || event instanceof OrderCancelled
          || event instanceof OrderFailed) {
        jdbc.update("delete from orders.open_order where order_id = ?", orderId);
      }
    }
  }

  // also holds the key by which the order is sealed until both are stored: no erasure comes between
  private void insert(OrderPlaced placed, Instant now) {
    int inserted =
        jdbc.update(
            "insert into orders.open_order (order_id, placed_at, customer_id) select ?, ?, ?"
                + " where journal.hold_personal_key(?)",
            placed.orderId(),
            now.atOffset(ZoneOffset.UTC),
            placed.customerId(),
            PersonalData.keyOf(placed));
    if (inserted == 0) {
      throw new DestroyedKeyException(placed.orderId());
    }
  }
}
