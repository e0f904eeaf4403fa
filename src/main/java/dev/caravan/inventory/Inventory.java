package dev.caravan.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The catalogue and its stock, in pieces, as committed. */
@Component
public class Inventory {
  private static final String SELECT = "select sku, name, on_hand, reserved from inventory.product";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  Inventory(JdbcTemplate jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** All products by sku. */
  public List<StockLevel> all() {
    return jdbc.query(SELECT + " order by sku", Inventory::level);
  }

  /** A product; empty where it is not in the catalogue. */
  public Optional<StockLevel> find(String sku) {
    return jdbc.query(SELECT + " where sku = ?", Inventory::level, sku).stream().findFirst();
  }

  /** Those of the given skus for which there is no product. */
  public Set<String> unknown(Collection<String> skus) {
    Set<String> unknown = new HashSet<>(skus);
    unknown.removeAll(
        jdbc.queryForList(
            "select sku from inventory.product where sku = any(?)",
            String.class,
            (Object) unknown.toArray(String[]::new)));
    return unknown;
  }

  /**
   * Sets a product's name and what is in the warehouse; makes the product where it is new.
   *
   * @param onHand pieces, 0 or more
   */
  public StockChange put(String sku, String name, int onHand) {
    return transaction.execute(
        status -> {
          List<StockLevel> changed =
              jdbc.query(
                  """
                  insert into inventory.product (sku, name, on_hand) values (?, ?, ?)
                  on conflict (sku) do update set name = excluded.name, on_hand = excluded.on_hand
                    where inventory.product.reserved <= excluded.on_hand
                  returning sku, name, on_hand, reserved
                  """,
                  Inventory::level,
                  sku,
                  name,
                  onHand);
          return changed.isEmpty()
              ? new StockChange.BelowReserved(find(sku).orElseThrow().reserved())
              : new StockChange.Done(changed.get(0));
        });
  }

  private static StockLevel level(ResultSet row, int number) throws SQLException {
    return new StockLevel(
        row.getString("sku"), row.getString("name"), row.getInt("on_hand"), row.getInt("reserved"));
  }
}
