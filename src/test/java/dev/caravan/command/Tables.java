package dev.caravan.command;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is in the tables that follow from the journal. */
final class Tables {
  private static final List<String> NAMES =
      List.of(
          "orders.open_order",
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
          name, jdbc.queryForList("select t::text from " + name + " t order by 1", String.class));
    }
    return rows;
  }

  static void empty(JdbcTemplate jdbc) {
    jdbc.execute("truncate " + String.join(", ", NAMES));
  }
}
