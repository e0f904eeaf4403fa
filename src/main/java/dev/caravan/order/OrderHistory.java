package dev.caravan.order;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.UnreadableEventException;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.PaymentCharged;
import dev.caravan.order.OrderEvent.ShipmentScheduled;
import dev.caravan.order.OrderEvent.StepDone;
import dev.caravan.order.OrderEvent.StepRefused;
import dev.caravan.order.OrderEvent.StepUndone;
import dev.caravan.order.OrderEvent.StockReserved;
import dev.caravan.order.OrderState.Unplaced;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds the events of an order into its state. */
public final class OrderHistory {
  private OrderHistory() {}

  /**
   * The state after the events of one order's stream, from its first on.
   *
   * @throws UnreadableEventException where an event is of an unknown type or form
   */
  public static OrderState fold(List<RecordedEvent> events) {
    return fold(new Unplaced(), events);
  }

  static OrderState fold(OrderState state, List<RecordedEvent> events) {
    OrderState after = state;
    for (RecordedEvent recorded : events) {
      after = evolve(after, OrderEventCodec.read(recorded), recorded);
    }
    return after;
  }

  /** The state after one more event. */
  public static Order evolve(OrderState state, OrderEvent event, RecordedEvent recorded) {
    if (event instanceof OrderPlaced placed) {
      return new Order(
          placed,
          OrderStatus.PLACED,
          Set.of(),
          recorded.sagaId(),
          null,
          null,
          null,
          null,
          null,
          recorded.version(),
          recorded.eventId(),
          recorded.occurredAt(),
          recorded.occurredAt());
    }
    if (!(state instanceof Order order)) {
      throw new IllegalStateException(
          "the first event of " + recorded.streamId() + " is " + recorded.type());
    }
    return new Order(
        order.placed(),
        status(order, event),
        standing(order.standing(), event),
        order.sagaId() == null ? recorded.sagaId() : order.sagaId(),
        event instanceof StockReserved e ? e.reservationId() : order.reservationId(),
        event instanceof PaymentCharged e ? e.paymentId() : order.paymentId(),
        event instanceof ShipmentScheduled e ? e.shipmentId() : order.shipmentId(),
        event instanceof ShipmentScheduled e ? e.trackingNumber() : order.trackingNumber(),
        failure(order, event),
        recorded.version(),
        recorded.eventId(),
        order.placedAt(),
        recorded.occurredAt());
  }

  private static OrderStatus status(Order order, OrderEvent event) {
    if (event instanceof StepDone done) {
      return done.effect().reached();
    }
    if (event instanceof StepRefused || event instanceof StepUndone) {
      // a compensation that an operator retries leaves the order FAILED until all is undone
      return order.status() == OrderStatus.FAILED ? OrderStatus.FAILED : OrderStatus.CANCELLING;
    }
    if (event instanceof OrderConfirmed) {
      return OrderStatus.CONFIRMED;
    }
    if (event instanceof OrderCancelled) {
      return OrderStatus.CANCELLED;
    }
    return OrderStatus.FAILED;
  }

  private static Set<Effect> standing(Set<Effect> before, OrderEvent event) {
    EnumSet<Effect> after = EnumSet.noneOf(Effect.class);
    after.addAll(before);
    if (event instanceof StepDone done) {
      after.add(done.effect());
    } else if (event instanceof StepUndone undone) {
      after.remove(undone.effect());
    } else {
      return before;
    }
    return Set.copyOf(after);
  }

  private static @Nullable Failure failure(Order order, OrderEvent event) {
    if (event instanceof StepRefused refused) {
      return refused.failure();
    }
    if (event instanceof OrderCancelled cancelled) {
      return cancelled.failure();
    }
    if (event instanceof OrderFailed failed) {
      return failed.failure();
    }
    return order.failure();
  }
}
