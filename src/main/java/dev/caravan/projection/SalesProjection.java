package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Item;
import dev.caravan.order.OrderEvent;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEventCodec;
import dev.caravan.order.Orders;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What was sold a day and product. An order counts on the day on which it is confirmed; where its
 * customer cancels it later, what comes back counts on that day.
 */
@Component
class SalesProjection implements Projection {
  private static final String TABLE = "sales";
  private static final String STREAM = Orders.stream("");

  private final EventReader journal;
  private final JdbcTemplate jdbc;

  SalesProjection(EventReader journal, JdbcTemplate jdbc) {
    this.journal = journal;
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return "sales";
  }

  @Override
  public List<String> tables() {
    return List.of(TABLE);
  }

  private record Key(LocalDate day, String sku, String currency) {}

  private record Totals(
      String name, long sold, BigDecimal amount, long returned, BigDecimal returnedAmount) {
    Totals plus(Totals more) {
      return new Totals(
          more.name,
          sold + more.sold,
          amount.add(more.amount),
          returned + more.returned,
          returnedAmount.add(more.returnedAmount));
    }
  }

  @Override
  public void apply(List<RecordedEvent> events, Tables tables) {
    Map<String, OrderPlaced> placed = new HashMap<>();
    List<RecordedEvent> ends = new ArrayList<>();
    for (RecordedEvent event : events) {
      if (event.streamId().startsWith(STREAM)) {
        switch (event.type()) {
          case "OrderPlaced" -> placed.put(event.streamId(), placed(event));
          case "OrderConfirmed", "OrderCancelled" -> ends.add(event);
          default -> {
            // neither sells nor takes back
          }
        }
      }
    }
    Map<Key, Totals> totals = new LinkedHashMap<>();
    Set<String> unknown = new HashSet<>();
    ends.forEach(end -> unknown.add(end.streamId()));
    unknown.removeAll(placed.keySet());
    if (!unknown.isEmpty()) {
      journal.readFirst(unknown).forEach(first -> placed.put(first.streamId(), placed(first)));
    }
    for (RecordedEvent end : ends) {
      count(totals, placed.get(end.streamId()), OrderEventCodec.read(end), end);
    }
    write(totals, tables);
  }

  private static OrderPlaced placed(RecordedEvent event) {
    return (OrderPlaced) OrderEventCodec.read(event);
  }

  private static void count(
      Map<Key, Totals> totals, OrderPlaced order, OrderEvent end, RecordedEvent stored) {
    // cancelled without a failure: it was confirmed before
    boolean taken = end instanceof OrderCancelled cancelled && cancelled.failure() == null;
    if (!taken && !(end instanceof OrderConfirmed)) {
      return;
    }
    LocalDate day = stored.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate();
    for (Item item : order.items()) {
      long quantity = item.quantity();
      BigDecimal zero = BigDecimal.ZERO;
      totals.merge(
          new Key(day, item.sku(), order.currency()),
          taken
              ? new Totals(item.name(), 0, zero, quantity, item.total())
              : new Totals(item.name(), quantity, item.total(), 0, zero),
          Totals::plus);
    }
  }

  private void write(Map<Key, Totals> totals, Tables tables) {
    String table = tables.name(TABLE);
    List<Object[]> rows = new ArrayList<>();
    totals.forEach(
        (key, value) ->
            rows.add(
                new Object[] {
                  key.day(),
                  key.sku(),
                  key.currency(),
                  value.name(),
                  value.sold(),
                  value.amount(),
                  value.returned(),
                  value.returnedAmount()
                }));
    jdbc.batchUpdate(
        """
        insert into %s as t values (?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (day, sku, currency) do update
          set name = excluded.name,
            quantity = t.quantity + excluded.quantity,
            amount = t.amount + excluded.amount,
            returned_quantity = t.returned_quantity + excluded.returned_quantity,
            returned_amount = t.returned_amount + excluded.returned_amount
        """
            .formatted(table),
        rows);
  }
}
