package dev.caravan.order;

import dev.caravan.order.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order, folded from its events.
 *
 * @param placed as the customer gave it
 * @param standing the effects that happened and are not undone
 * @param version the version of its stream
 * @param lastEvent the id of the event at that version
 */
public record Order(
    OrderPlaced placed,
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
    Instant placedAt,
    Instant updatedAt)
    implements OrderState {

  public String orderId() {
    return placed.orderId();
  }
}
