package dev.caravan.order;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to an order; its stored names are in {@link OrderEventCodec}. */
public sealed interface OrderEvent {

  /** The order as the customer gave it. */
  record OrderPlaced(
      String orderId,
      String customerId,
      String currency,
      String flow,
      int flowRevision,
      List<Item> items,
      Shipping shipping,
      Payment payment)
      implements OrderEvent {
    public OrderPlaced {
      items = List.copyOf(items);
    }

    /** The sum of quantity × unit price. */
    public BigDecimal itemsTotal() {
      return items.stream().map(Item::total).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What the customer pays: items and the shipping fee. */
    public BigDecimal total() {
      return itemsTotal().add(shipping.fee());
    }

    /** Whether two placements ask for the same; which revision took them does not matter. */
    boolean sameContentAs(OrderPlaced other) {
      return equals(
          new OrderPlaced(
              other.orderId,
              other.customerId,
              other.currency,
              other.flow,
              flowRevision,
              other.items,
              other.shipping,
              other.payment));
    }
  }

  /** A fact that a participant reports of its step. */
  sealed interface StepEvent extends OrderEvent {
    Effect effect();
  }

  /** The step took effect. */
  sealed interface StepDone extends StepEvent {}

  /** The step refused for a business reason and had no effect. */
  sealed interface StepRefused extends StepEvent {
    Failure failure();
  }

  /** The step's effect was undone. */
  sealed interface StepUndone extends StepEvent {}

  record StockReserved(String reservationId) implements StepDone {
    @Override
    public Effect effect() {
      return Effect.STOCK;
    }
  }

  record StockRefused(Failure failure) implements StepRefused {
    @Override
    public Effect effect() {
      return Effect.STOCK;
    }
  }

  record PaymentCharged(String paymentId, BigDecimal amount, String currency) implements StepDone {
    @Override
    public Effect effect() {
      return Effect.PAYMENT;
    }
  }

  record PaymentDeclined(Failure failure) implements StepRefused {
    @Override
    public Effect effect() {
      return Effect.PAYMENT;
    }
  }

  record ShipmentScheduled(String shipmentId, String carrier, String trackingNumber)
      implements StepDone {
    @Override
    public Effect effect() {
      return Effect.SHIPMENT;
    }
  }

  record ShipmentRefused(Failure failure) implements StepRefused {
    @Override
    public Effect effect() {
      return Effect.SHIPMENT;
    }
  }

  record OrderConfirmed() implements OrderEvent {}

  record ShipmentCancelled(String shipmentId) implements StepUndone {
    @Override
    public Effect effect() {
      return Effect.SHIPMENT;
    }
  }

  record PaymentRefunded(String paymentId, BigDecimal amount, String currency)
      implements StepUndone {
    @Override
    public Effect effect() {
      return Effect.PAYMENT;
    }
  }

  record StockReleased(String reservationId) implements StepUndone {
    @Override
    public Effect effect() {
      return Effect.STOCK;
    }
  }

  /**
   * The order ended and nothing of it stands.
   *
   * @param reason one sentence, or the customer's own words
   * @param failure null where the customer cancelled
   */
  record OrderCancelled(String reason, @Nullable Failure failure) implements OrderEvent {}

  /** The order could not be undone; an operator is needed. */
  record OrderFailed(Failure failure) implements OrderEvent {}
}
