package dev.caravan.order;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a participant has on its books about orders, to be compared with what the orders say. A bean
 * for each participant that keeps a row an order.
 */
public class OrderBooks {
  /** What the row of an order says. */
  public enum Entry {
    /** It is held until the order is confirmed. */
    HELD,
    /** It stands for good. */
    TAKEN,
    /** It was undone, or never done. */
    UNDONE
  }

  private final Effect effect;
  private final JdbcTemplate jdbc;
  private final String table;
  private final Map<String, Entry> entries;

  /**
   * @param table with the columns {@code order_id} and {@code status}
   * @param entries what each status says
   */
  protected OrderBooks(Effect effect, JdbcTemplate jdbc, String table, Map<String, Entry> entries) {
    this.effect = effect;
    this.jdbc = jdbc;
    this.table = table;
    this.entries = entries;
  }

  public Effect effect() {
    return effect;
  }

  /** The entries of some orders; none where the participant never heard of one. */
  public Map<String, Entry> of(Collection<String> orderIds) {
    Map<String, Entry> found = new HashMap<>();
    jdbc.query(
        "select order_id, status from " + table + " where order_id = any(?)",
        row -> {
          found.put(row.getString(1), entries.get(row.getString(2)));
        },
        (Object) orderIds.toArray(String[]::new));
    return found;
  }
}
