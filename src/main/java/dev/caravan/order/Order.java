package dev.caravan.order;

import dev.caravan.order.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order, folded from its events.
 *
 * @param placed as the customer gave it, personal data sealed
 * @param standing the effects that happened and are not undone
 * @param sagaId of the saga that fulfils it, null until its first step; one that undoes it later
 *     has another, which only the events name
 * @param reservationId null until there is a reservation; it and the following ids stay once their
 *     effects are undone
 * @param failure why it did not go through; null where it did, or where the customer cancelled it
 * @param version the version of its stream, which is how many events it has
 * @param lastEvent the id of the event at that version
 * @param updatedAt the time of that event
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

  /** The same order, what was placed in another form: sealed or opened. */
  Order with(OrderPlaced otherForm) {
    return new Order(
        otherForm,
        status,
        standing,
        sagaId,
        reservationId,
        paymentId,
        shipmentId,
        trackingNumber,
        failure,
        version,
        lastEvent,
        placedAt,
        updatedAt);
  }

  /** The id that the customer or the server gave it: {@code [A-Za-z0-9_-]{1,64}}. */
  public String orderId() {
    return placed.orderId();
  }
}
