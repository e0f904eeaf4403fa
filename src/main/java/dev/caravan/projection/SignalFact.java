package dev.caravan.projection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.caravan.journal.EventCodec;
import dev.caravan.order.Failure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What read models need to know of the signals of choreographed sagas, in the streams {@code
 * choreography-<orderId>}.
 */
sealed interface SignalFact {
  EventCodec<SignalFact> CODEC =
      new EventCodec<>(
          Map.of(
              "UndoRequested", UndoRequested.class,
              "ShipmentBarred", ShipmentBarred.class,
              "PaymentBarred", PaymentBarred.class,
              "StockBarred", StockBarred.class));

  /** What such a stream's id begins with; the id of the order follows. */
  String STREAM = "choreography-";

  /**
   * @param failure null where the customer wants it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record UndoRequested(String reason, @Nullable Failure failure) implements SignalFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record ShipmentBarred() implements SignalFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record PaymentBarred() implements SignalFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record StockBarred() implements SignalFact {}
}
