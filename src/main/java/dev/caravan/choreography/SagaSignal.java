package dev.caravan.choreography;

import dev.caravan.journal.EventCodec;
import dev.caravan.order.Failure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the participants of a choreographed saga have to tell each other that did not happen to the
 * order; stored in the stream {@code choreography-<orderId>}. There is none of an order that all
 * steps take.
 */
sealed interface SagaSignal {
  EventCodec<SagaSignal> CODEC =
      new EventCodec<>(
          Map.of(
              "UndoRequested", UndoRequested.class,
              "ShipmentBarred", ShipmentBarred.class,
              "PaymentBarred", PaymentBarred.class,
              "StockBarred", StockBarred.class));

  /**
   * The order is to be undone, whatever of it stands.
   *
   * @param reason one sentence, or the customer's own words
   * @param failure null where the customer wants it
   */
  record UndoRequested(String reason, @Nullable Failure failure) implements SagaSignal {}

  /** There was nothing to undo, and what comes late will be refused. */
  sealed interface Barred extends SagaSignal {}

  record ShipmentBarred() implements Barred {}

  record PaymentBarred() implements Barred {}

  record StockBarred() implements Barred {}
}
