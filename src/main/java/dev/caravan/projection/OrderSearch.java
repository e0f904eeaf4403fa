package dev.caravan.projection;

import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import java.sql.ResultSet;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds orders in the read model, which follows the journal a moment behind. */
@Component
public class OrderSearch {
  private final JdbcTemplate jdbc;

  OrderSearch(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Orders by the time they were placed, the newest first, and by id where that is the same.
   *
   * @param status only those that stand there
   * @param customerId only this customer's
   * @param after only those that come after this place
   * @param limit how many at the most, from 1
   */
  public OrderPage find(
      @Nullable OrderStatus status,
      @Nullable String customerId,
      @Nullable PageKey after,
      int limit) {
    StringBuilder sql = new StringBuilder("select state from projection.orders where true");
    List<Object> arguments = new ArrayList<>();
    if (status != null) {
      sql.append(" and status = ?");
      arguments.add(status.name());
    }
    if (customerId != null) {
      sql.append(" and customer_id = ?");
      arguments.add(customerId);
    }
    if (after != null) {
      sql.append(" and (placed_at, order_id) < (?, ?)");
      arguments.add(after.at().atOffset(ZoneOffset.UTC));
      arguments.add(after.id());
    }
    sql.append(" order by placed_at desc, order_id desc limit ?");
    // one more than asked for tells whether there is a next page
    arguments.add(limit + 1);
    List<Order> orders =
        jdbc.query(
            sql.toString(),
            (ResultSet row, int number) -> OrderTable.read(row.getString("state")),
            arguments.toArray());
    return orders.size() > limit
        ? new OrderPage(List.copyOf(orders.subList(0, limit)), key(orders.get(limit - 1)))
        : new OrderPage(orders, null);
  }

  private static PageKey key(Order order) {
    return new PageKey(order.placedAt(), order.orderId());
  }
}
