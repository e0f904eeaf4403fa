package dev.caravan.order;

import dev.caravan.journal.Fold;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.OrderState.Unplaced;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How an order is folded from its stream, and what a snapshot keeps of it. */
final class OrderFold implements Fold<OrderState, OrderFold.Kept> {

  /**
   * An order without what its first event says: personal data stand in the journal only, and what
   * erases them there need not know of snapshots.
   */
  record Kept(
      OrderStatus status,
      Set<Effect> standing,
      @Nullable String sagaId,
      @Nullable String reservationId,
      @Nullable String paymentId,
      @Nullable String shipmentId,
      @Nullable String trackingNumber,
      @Nullable Failure failure,
      long version,
      UUID lastEvent,
      Instant updatedAt) {}

  @Override
  public OrderState initial(String streamId) {
    return new Unplaced();
  }

  @Override
  public OrderState after(OrderState state, List<RecordedEvent> events) {
    return OrderHistory.fold(state, events);
  }

  @Override
  public int schemaVersion() {
    return 1;
  }

  @Override
  public Class<Kept> kept() {
    return Kept.class;
  }

  @Override
  public Kept keep(OrderState state) {
    Order order = (Order) state;
    return new Kept(
        order.status(),
        order.standing(),
        order.sagaId(),
        order.reservationId(),
        order.paymentId(),
        order.shipmentId(),
        order.trackingNumber(),
        order.failure(),
        order.version(),
        order.lastEvent(),
        order.updatedAt());
  }

  @Override
  public OrderState restore(OrderState first, Kept kept) {
    Order placed = (Order) first;
    return new Order(
        placed.placed(),
        kept.status(),
        Set.copyOf(kept.standing()),
        kept.sagaId(),
        kept.reservationId(),
        kept.paymentId(),
        kept.shipmentId(),
        kept.trackingNumber(),
        kept.failure(),
        kept.version(),
        kept.lastEvent(),
        placed.placedAt(),
        kept.updatedAt());
  }
}
