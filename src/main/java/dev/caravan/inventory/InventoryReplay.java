package dev.caravan.inventory;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.OrderEvent;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.OrderEvent.StockReleased;
import dev.caravan.order.OrderEvent.StockReserved;
import dev.caravan.order.OrderEventCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Makes products and reservations from the journal again.
 *
 * <p>That stock is taken off is no event of the order: the saga's log says that it closed. Keeps in
 * memory the products and the items of orders that have no reservation yet.
 */
@Component
class InventoryReplay implements Replay, CallbackReplay {
  private static final String COMMIT = "inventory-commit";
  private static final String RELEASE = "inventory-release";

  /** What need not be read, which takes longer than anything else here. */
  private static final Set<String> OTHER_TYPES =
      Set.of("PaymentCharged", "PaymentRefunded", "ShipmentScheduled", "ShipmentCancelled");

  private final JdbcTemplate jdbc;
  private final Map<String, Product> products = new TreeMap<>();
  private final Map<String, Quantities> wanted = new HashMap<>();

  InventoryReplay(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  private record Product(String name, long changes) {}

  @Override
  public void clear() {
    jdbc.update("delete from inventory.reservation");
    jdbc.update("delete from inventory.product");
    products.clear();
    wanted.clear();
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    List<Object[]> reserved = new ArrayList<>();
    List<Object[]> released = new ArrayList<>();
    for (RecordedEvent recorded : events) {
      String orderId = OrderEventCodec.orderId(recorded);
      if (orderId != null && !OTHER_TYPES.contains(recorded.type())) {
        apply(orderId, OrderEventCodec.read(recorded), reserved, released);
      } else if (recorded.streamId().startsWith(StockSet.stream(""))) {
        StockSet set = StockSet.CODEC.read(recorded);
        products.merge(
            set.sku(),
            new Product(set.name(), set.change()),
            (before, now) -> new Product(now.name(), before.changes() + now.changes()));
      }
    }
    jdbc.batchUpdate("insert into inventory.reservation values (?, 'RESERVED', ?, ?)", reserved);
    jdbc.batchUpdate(
        "update inventory.reservation set status = 'RELEASED' where order_id = ?", released);
  }

  private void apply(
      String orderId, OrderEvent event, List<Object[]> reserved, List<Object[]> released) {
    if (event instanceof OrderPlaced placed) {
      wanted.put(orderId, Quantities.of(placed.items()));
    } else if (event instanceof StockReserved) {
      Quantities quantities = wanted.remove(orderId);
      if (quantities == null) {
        throw new IllegalStateException("order " + orderId + " has stock but was never placed");
      }
      reserved.add(new Object[] {orderId, quantities.skus(), quantities.pieces()});
    } else if (event instanceof StockReleased) {
      released.add(new Object[] {orderId});
    } else if (event instanceof StockRefused
        || event instanceof OrderConfirmed
        || event instanceof OrderCancelled
        || event instanceof OrderFailed) {
      wanted.remove(orderId);
    }
  }

  @Override
  public void called(List<Callback> callbacks) {
    jdbc.batchUpdate(
        "update inventory.reservation set status = 'COMMITTED'"
            + " where order_id = ? and status = 'RESERVED'",
        orders(callbacks, COMMIT));
    jdbc.batchUpdate(
        "insert into inventory.reservation values (?, 'RELEASED', '{}', '{}')"
            + " on conflict do nothing",
        orders(callbacks, RELEASE));
  }

  private static List<Object[]> orders(List<Callback> callbacks, String endpoint) {
    return callbacks.stream()
        .filter(callback -> callback.endpoint().equals(endpoint))
        .map(callback -> new Object[] {callback.orderId()})
        .toList();
  }

  @Override
  public void finish() {
    jdbc.execute(
        "create temporary table stock_changes"
            + " (sku text primary key, name text, changes bigint) on commit drop");
    jdbc.batchUpdate(
        "insert into stock_changes values (?, ?, ?)",
        products.entrySet().stream()
            .map(p -> new Object[] {p.getKey(), p.getValue().name(), p.getValue().changes()})
            .toList());
    jdbc.update(
        """
        insert into inventory.product (sku, name, on_hand, reserved)
        select c.sku, c.name, c.changes - coalesce(t.taken, 0), coalesce(t.held, 0)
        from stock_changes c
        left join (
          select p.sku,
            sum(p.pieces) filter (where r.status = 'COMMITTED') as taken,
            sum(p.pieces) filter (where r.status = 'RESERVED') as held
          from inventory.reservation r, unnest(r.skus, r.quantities) as p (sku, pieces)
          where r.status <> 'RELEASED' group by p.sku) t on t.sku = c.sku
        """);
    products.clear();
    wanted.clear();
  }
}
