package dev.caravan.order;

import static dev.caravan.testing.OrderBuilder.order;

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
import dev.caravan.order.OrderEvent.StepEvent;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.OrderEvent.StockReleased;
import dev.caravan.order.OrderEvent.StockReserved;
import dev.caravan.order.OrderState.Unplaced;
import dev.caravan.testing.StoredEvents;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One event of each type, and orders folded from them. */
final class Events {
  static final Failure DECLINE =
      new Failure("payment.charge", Failure.PAYMENT_DECLINED, "the card was declined");
  static final Failure GAVE_UP = new Failure("payment-charge", "compensation-failed", "gave up");

  static final OrderPlaced PLACED = order("1").build();
  static final StepEvent RESERVED = new StockReserved("rsv-1");
  static final StepEvent OUT_OF_STOCK =
      new StockRefused(new Failure("inventory.reserve", Failure.OUT_OF_STOCK, "too little"));
  static final StepEvent CHARGED = new PaymentCharged("pay-1", new BigDecimal("33.50"), "USD");
  static final StepEvent DECLINED = new PaymentDeclined(DECLINE);
  static final StepEvent SCHEDULED = new ShipmentScheduled("shp-1", "Federal Shipping", "TRK-1");
  static final StepEvent UNREACHED =
      new ShipmentRefused(new Failure("shipping.schedule", Failure.SHIPPING_REFUSED, "too far"));
  static final OrderEvent CONFIRMED = new OrderConfirmed();
  static final StepEvent RECALLED = new ShipmentCancelled("shp-1");
  static final StepEvent REFUNDED = new PaymentRefunded("pay-1", new BigDecimal("33.50"), "USD");
  static final StepEvent RELEASED = new StockReleased("rsv-1");
  static final OrderEvent CANCELLED = new OrderCancelled("the card was declined", DECLINE);
  static final OrderEvent FAILED = new OrderFailed(GAVE_UP);

  static final List<StepEvent> DONE = List.of(RESERVED, CHARGED, SCHEDULED);
  static final List<StepEvent> REFUSED = List.of(OUT_OF_STOCK, DECLINED, UNREACHED);
  static final List<StepEvent> UNDONE = List.of(RELEASED, REFUNDED, RECALLED);

  private Events() {}

  /** The order after it was placed and these happened. */
  static Order placedAnd(OrderEvent... more) {
    List<OrderEvent> all = new ArrayList<>(List.of(PLACED));
    all.addAll(Arrays.asList(more));
    return (Order) fold(all);
  }

  static OrderState fold(List<OrderEvent> events) {
    OrderState state = new Unplaced();
    long version = 0;
    for (OrderEvent event : events) {
      state = evolve(state, event, ++version);
    }
    return state;
  }

  static Order evolve(OrderState state, OrderEvent event, long version) {
    return OrderHistory.evolve(
        state,
        event,
        StoredEvents.recorded(
            version,
            OrderEventCodec.CODEC.type(event),
            OrderEventCodec.CODEC.schemaVersion(event),
            OrderEventCodec.CODEC.data(event)));
  }
}
