package dev.caravan.order;

import dev.caravan.journal.EventCodec;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.UnreadableEventException;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.PaymentCharged;
import dev.caravan.order.OrderEvent.PaymentDeclined;
import dev.caravan.order.OrderEvent.PaymentRefunded;
import dev.caravan.order.OrderEvent.ShipmentCancelled;
import dev.caravan.order.OrderEvent.ShipmentRefused;
import dev.caravan.order.OrderEvent.ShipmentScheduled;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.OrderEvent.StockReleased;
import dev.caravan.order.OrderEvent.StockReserved;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stored names of an order's events. */
public final class OrderEventCodec {
  static final EventCodec<OrderEvent> CODEC =
      new EventCodec<>(
          Map.ofEntries(
              Map.entry("OrderPlaced", OrderPlaced.class),
              Map.entry("StockReserved", StockReserved.class),
              Map.entry("StockRefused", StockRefused.class),
              Map.entry("PaymentCharged", PaymentCharged.class),
              Map.entry("PaymentDeclined", PaymentDeclined.class),
              Map.entry("ShipmentScheduled", ShipmentScheduled.class),
              Map.entry("ShipmentRefused", ShipmentRefused.class),
              Map.entry("OrderConfirmed", OrderConfirmed.class),
              Map.entry("ShipmentCancelled", ShipmentCancelled.class),
              Map.entry("PaymentRefunded", PaymentRefunded.class),
              Map.entry("StockReleased", StockReleased.class),
              Map.entry("OrderCancelled", OrderCancelled.class),
              Map.entry("OrderFailed", OrderFailed.class)),
          Map.of("OrderPlaced", OrderPlacedVersions.UPCASTERS));

  private static final String STREAM = Orders.stream("");

  private OrderEventCodec() {}

  /**
   * Reads a stored event of an order.
   *
   * @throws UnreadableEventException where its type, version or form is unknown
   */
  public static OrderEvent read(RecordedEvent event) {
    return CODEC.read(event);
  }

  /** The id of the order that an event is of; null where it is of something else. */
  public static @Nullable String orderId(RecordedEvent event) {
    return event.streamId().startsWith(STREAM) ? event.streamId().substring(STREAM.length()) : null;
  }
}
