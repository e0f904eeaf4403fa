package dev.caravan.projection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Totals of sales, which follow the journal a moment behind. */
@Component
public class SalesSearch {
  /** In a place of a list, between product and currency: no product number has it. */
  private static final char SEPARATOR = ':';

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
   * @param after only those that come after this place
   * @param limit how many at the most, from 1
   */
  public SalesPage find(
      @Nullable LocalDate from,
      @Nullable LocalDate to,
      @Nullable String sku,
      @Nullable PageKey after,
      int limit) {
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
    if (after != null) {
      sql.append(" and (day, sku, currency) > (?, ?, ?)");
      arguments.add(after.at().atOffset(ZoneOffset.UTC).toLocalDate());
      int end = after.id().lastIndexOf(SEPARATOR);
      arguments.add(after.id().substring(0, Math.max(end, 0)));
      arguments.add(after.id().substring(end + 1));
    }
    sql.append(" order by day, sku, currency limit ?");
    // one more than asked for tells whether there is a next page
    arguments.add(limit + 1);
    List<Sale> sales = jdbc.query(sql.toString(), SalesSearch::sale, arguments.toArray());
    return sales.size() > limit
        ? new SalesPage(List.copyOf(sales.subList(0, limit)), key(sales.get(limit - 1)))
        : new SalesPage(sales, null);
  }

  private static PageKey key(Sale sale) {
    return new PageKey(
        sale.day().atStartOfDay().toInstant(ZoneOffset.UTC),
        sale.sku() + SEPARATOR + sale.currency());
  }

  private static Sale sale(ResultSet row, int number) throws SQLException {
    return new Sale(
        row.getObject("day", LocalDate.class),
        row.getString("sku"),
        row.getString("name"),
        row.getString("currency"),
        row.getLong("quantity"),
        row.getBigDecimal("amount"),
        row.getLong("returned_quantity"),
        row.getBigDecimal("returned_amount"));
  }
}
