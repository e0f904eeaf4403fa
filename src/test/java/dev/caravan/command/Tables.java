package dev.caravan.command;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is in the tables that follow from the journal. */
final class Tables {
  private static final String OPEN_ORDERS = "orders.open_order";
  private static final List<String> NAMES =
      List.of(
          OPEN_ORDERS,
          "routing.flow",
          "routing.revision",
          "inventory.product",
          "inventory.reservation",
          "payment.payment",
          "shipping.shipment");

  private Tables() {}

  /** All rows of each table, in an order of their own. */
  static Map<String, List<String>> dump(JdbcTemplate jdbc) {
    Map<String, List<String>> rows = new TreeMap<>();
    for (String name : NAMES) {
      rows.put(
          name,
          jdbc.queryForList("select t::text from " + rows(name) + " t order by 1", String.class));
    }
    return rows;
  }

  // since when they are open by the database's clock does not follow from the journal
  private static String rows(String table) {
    return table.equals(OPEN_ORDERS)
        ? "(select order_id, placed_at, customer_id, flow, flow_revision from " + table + ")"
        : table;
  }

  static void empty(JdbcTemplate jdbc) {
    jdbc.execute("truncate " + String.join(", ", NAMES));
  }
}
