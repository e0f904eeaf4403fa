package dev.caravan.order;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.order.OrderEvent.OrderPlaced;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes the list of open orders from the journal again. */
@Component
class OpenOrdersReplay implements Replay {
  private static final String PLACED = "OrderPlaced";
  private static final Set<String> ENDS = Set.of("OrderConfirmed", "OrderCancelled", "OrderFailed");

  private final JdbcTemplate jdbc;

  OpenOrdersReplay(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void clear() {
    jdbc.update("delete from orders.open_order");
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    Map<String, RecordedEvent> placed = new HashMap<>();
    List<Object[]> ended = new ArrayList<>();
    for (RecordedEvent recorded : events) {
      String orderId = OrderEventCodec.orderId(recorded);
      if (orderId == null) {
        continue;
      }
      if (recorded.type().equals(PLACED)) {
        placed.put(orderId, recorded);
      } else if (ENDS.contains(recorded.type()) && placed.remove(orderId) == null) {
        ended.add(new Object[] {orderId});
      }
    }
    jdbc.batchUpdate("delete from orders.open_order where order_id = ?", ended);
    jdbc.batchUpdate(
        "insert into orders.open_order"
            + " (order_id, placed_at, customer_id, flow, flow_revision, open_since)"
            + " values (?, ?, ?, ?, ?, least(?, clock_timestamp()))",
        placed.values().stream().map(OpenOrdersReplay::row).toList());
  }

  private static Object[] row(RecordedEvent recorded) {
    OrderPlaced placed = (OrderPlaced) OrderEventCodec.read(recorded);
    OffsetDateTime at = recorded.occurredAt().atOffset(ZoneOffset.UTC);
    return new Object[] {
      placed.orderId(), at, placed.customerId(), placed.flow(), placed.flowRevision(), at
    };
  }
}
