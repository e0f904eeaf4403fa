package dev.caravan.inventory;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.order.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** The catalogue and its stock, in pieces, as committed. */
@Component
public class Inventory {
  private static final Actor OPERATOR = new Actor("operator", null);
  private static final String SELECT = "select sku, name, on_hand, reserved from inventory.product";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventAppender journal;
  private final Clock clock;
  private final IdGenerator ids;

  /** Skus that were found once; a product is never removed. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  Inventory(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      EventAppender journal,
      Clock clock,
      IdGenerator ids) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.journal = journal;
    this.clock = clock;
    this.ids = ids;
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
    unknown.removeAll(seen);
    if (unknown.isEmpty()) {
      return unknown;
    }
    List<String> found =
        jdbc.queryForList(
            "select sku from inventory.product where sku = any(?)",
            String.class,
            (Object) unknown.toArray(String[]::new));
    seen.addAll(found);
    found.forEach(unknown::remove);
    return unknown;
  }

  /** Sets a product's stock as {@link #put(String, String, int, Actor, String)}, by an operator. */
  public StockChange put(String sku, String name, int onHand) {
    return put(sku, name, onHand, OPERATOR, null);
  }

  /**
   * Sets a product's name and what is in the warehouse; makes the product where it is new.
   *
   * @param onHand pieces, 0 or more
   * @param actor who sets it; goes into the journal with the change
   * @param reason why, one sentence
   */
  public StockChange put(
      String sku, String name, int onHand, Actor actor, @Nullable String reason) {
    return transaction.execute(status -> set(sku, name, onHand, actor, reason));
  }

  private StockChange set(
      String sku, String name, int onHand, Actor actor, @Nullable String reason) {
    boolean isNew =
        jdbc.update(
                "insert into inventory.product (sku, name, on_hand) values (?, ?, ?)"
                    + " on conflict do nothing",
                sku,
                name,
                onHand)
            == 1;
    if (isNew) {
      append(new StockSet(sku, name, onHand, onHand, reason), actor);
      return new StockChange.Done(new StockLevel(sku, name, onHand, 0));
    }
    StockLevel before =
        jdbc.queryForObject(SELECT + " where sku = ? for update", Inventory::level, sku);
    if (before.reserved() > onHand) {
      return new StockChange.BelowReserved(before.reserved());
    }
    StockLevel after = new StockLevel(sku, name, onHand, before.reserved());
    if (!after.equals(before)) {
      jdbc.update(
          "update inventory.product set name = ?, on_hand = ? where sku = ?", name, onHand, sku);
      append(new StockSet(sku, name, onHand, (long) onHand - before.onHand(), reason), actor);
    }
    return new StockChange.Done(after);
  }

  private void append(StockSet event, Actor actor) {
    journal.append(
        StockSet.stream(event.sku()),
        ExpectedVersion.any(),
        List.of(
            StockSet.CODEC.stored(
                event, ids.generateId(), clock.instant(), actor.sagaId(), null, actor.name())));
  }

  private static StockLevel level(ResultSet row, int number) throws SQLException {
    return new StockLevel(
        row.getString("sku"), row.getString("name"), row.getInt("on_hand"), row.getInt("reserved"));
  }
}
