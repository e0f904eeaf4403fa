package dev.caravan.shipping;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.OrderEvent;
import dev.caravan.order.OrderEvent.ShipmentCancelled;
import dev.caravan.order.OrderEvent.ShipmentScheduled;
import dev.caravan.order.OrderEventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes shipments from the journal again. */
@Component
class ShippingReplay implements Replay, CallbackReplay {
  private static final String CANCEL = "shipping-cancel";

  /** What to look at: reading an event takes longer than anything else here. */
  private static final Set<String> TYPES = Set.of("ShipmentScheduled", "ShipmentCancelled");

  private final JdbcTemplate jdbc;

  ShippingReplay(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void clear() {
    jdbc.update("delete from shipping.shipment");
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    List<Object[]> scheduled = new ArrayList<>();
    List<Object[]> cancelled = new ArrayList<>();
    for (RecordedEvent recorded : events) {
      String orderId = OrderEventCodec.orderId(recorded);
      if (orderId == null || !TYPES.contains(recorded.type())) {
        continue;
      }
      OrderEvent event = OrderEventCodec.read(recorded);
      if (event instanceof ShipmentScheduled e) {
        scheduled.add(new Object[] {orderId, e.shipmentId(), e.carrier(), e.trackingNumber()});
      } else if (event instanceof ShipmentCancelled) {
        cancelled.add(new Object[] {orderId});
      }
    }
    jdbc.batchUpdate("insert into shipping.shipment values (?, ?, ?, ?, 'SCHEDULED')", scheduled);
    jdbc.batchUpdate(
        "update shipping.shipment set status = 'CANCELLED' where order_id = ?", cancelled);
  }

  @Override
  public void called(List<Callback> callbacks) {
    jdbc.batchUpdate(
        "insert into shipping.shipment (order_id, status) values (?, 'CANCELLED')"
            + " on conflict do nothing",
        callbacks.stream()
            .filter(callback -> callback.endpoint().equals(CANCEL))
            .map(callback -> new Object[] {callback.orderId()})
            .toList());
  }
}
