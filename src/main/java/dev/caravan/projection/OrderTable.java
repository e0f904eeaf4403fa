package dev.caravan.projection;

import dev.caravan.order.Order;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The table {@code projection.orders}: columns to search by, and the order as JSON. */
@Component
class OrderTable {
  static final String NAME = "orders";

  private final JdbcTemplate jdbc;

  OrderTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Map<String, Order> find(Set<String> ids, Tables tables) {
    Map<String, Order> orders = new HashMap<>();
    if (!ids.isEmpty()) {
      jdbc.query(
          "select state from " + tables.name(NAME) + " where order_id = any(?)",
          row -> {
            Order order = read(row.getString("state"));
            orders.put(order.orderId(), order);
          },
          (Object) ids.toArray(String[]::new));
    }
    return orders;
  }

  void put(Collection<Order> orders, Tables tables) {
    if (orders.isEmpty()) {
      return;
    }
    // one statement for all: unnest turns arrays of columns into rows
    jdbc.update(
        """
        insert into %s (order_id, customer_id, status, placed_at, state)
        select * from unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::json[])
        on conflict (order_id) do update
          set customer_id = excluded.customer_id, status = excluded.status,
            placed_at = excluded.placed_at, state = excluded.state
        """
            .formatted(tables.name(NAME)),
        orders.stream().map(Order::orderId).toArray(String[]::new),
        orders.stream().map(order -> order.placed().customerId()).toArray(String[]::new),
        orders.stream().map(order -> order.status().name()).toArray(String[]::new),
        orders.stream().map(order -> order.placedAt().toString()).toArray(String[]::new),
        orders.stream().map(StateJson::write).toArray(String[]::new));
  }

  static Order read(String state) {
    return StateJson.read(state, Order.class);
  }
}
