package dev.caravan.projection;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.caravan.order.Order;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The table {@code projection.orders}: columns to search by, and the order as JSON. */
@Component
class OrderTable {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .withConfigOverride(
              BigDecimal.class,
              o -> o.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
          .addMixIn(Order.class, Stored.class)
          .build();

  private final JdbcTemplate jdbc;

  OrderTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Map<String, Order> find(Set<String> ids) {
    Map<String, Order> orders = new HashMap<>();
    if (!ids.isEmpty()) {
      jdbc.query(
          "select state from projection.orders where order_id = any(?)",
          row -> {
            Order order = read(row.getString("state"));
            orders.put(order.orderId(), order);
          },
          (Object) ids.toArray(String[]::new));
    }
    return orders;
  }

  void put(Collection<Order> orders) {
    List<Object[]> rows = new ArrayList<>();
    for (Order order : orders) {
      rows.add(
          new Object[] {
            order.orderId(),
            order.placed().customerId(),
            order.status().name(),
            order.placedAt().atOffset(ZoneOffset.UTC),
            write(order)
          });
    }
    jdbc.batchUpdate(
        """
        insert into projection.orders (order_id, customer_id, status, placed_at, state)
        values (?, ?, ?, ?, ?::json)
        on conflict (order_id) do update
          set customer_id = excluded.customer_id, status = excluded.status,
            placed_at = excluded.placed_at, state = excluded.state
        """,
        rows);
  }

  static Order read(String state) {
    try {
      return JSON.readValue(state, Order.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of projection.orders cannot be read", e);
    }
  }

  private static String write(Order order) {
    try {
      return JSON.writeValueAsString(order);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write order " + order.orderId(), e);
    }
  }

  /** What of an order is not stored because it is said twice. */
  @JsonIgnoreProperties("orderId")
  private interface Stored {}
}
