package dev.caravan.projection;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Totals of sales, which follow the journal a moment behind. */
@Component
public class SalesSearch {
  private final JdbcTemplate jdbc;

  SalesSearch(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Sales by day, product and currency.
   *
   * @param from the first day; null for all before too
   * @param to the last day; null for all after too
   * @param sku only this product's
   * @param limit how many at the most
   */
  public List<Sale> find(
      @Nullable LocalDate from, @Nullable LocalDate to, @Nullable String sku, int limit) {
    StringBuilder sql = new StringBuilder("select * from projection.sales where true");
    List<Object> arguments = new ArrayList<>();
    if (from != null) {
      sql.append(" and day >= ?");
      arguments.add(from);
    }
    if (to != null) {
      sql.append(" and day <= ?");
      arguments.add(to);
    }
    if (sku != null) {
      sql.append(" and sku = ?");
      arguments.add(sku);
    }
    sql.append(" order by day, sku, currency limit ?");
    arguments.add(limit);
    return jdbc.query(
        sql.toString(),
        (row, number) ->
            new Sale(
                row.getObject("day", LocalDate.class),
                row.getString("sku"),
                row.getString("name"),
                row.getString("currency"),
                row.getLong("quantity"),
                row.getBigDecimal("amount"),
                row.getLong("returned_quantity"),
                row.getBigDecimal("returned_amount")),
        arguments.toArray());
  }
}
