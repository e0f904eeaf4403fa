package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Failure;
import dev.caravan.order.OrderEvent;
import org.jspecify.annotations.Nullable;

/** Says in a sentence what happened. */
final class TimelineWords {
  private TimelineWords() {}

  static TimelineEntry entry(OrderEvent event, RecordedEvent stored) {
    return entry(stored, stored.sagaId(), null, words(event));
  }

  static TimelineEntry entry(SagaFact fact, RecordedEvent stored) {
    return entry(
        stored, stored.streamId().substring(SagaFact.STREAM.length()), step(fact), words(fact));
  }

  static TimelineEntry entry(SignalFact signal, RecordedEvent stored) {
    String step =
        signal instanceof SignalFact.UndoRequested undo && undo.failure() != null
            ? undo.failure().step()
            : null;
    return entry(stored, stored.sagaId(), step, words(signal));
  }

  private static TimelineEntry entry(
      RecordedEvent stored, @Nullable String saga, @Nullable String step, String words) {
    return new TimelineEntry(
        stored.occurredAt(), stored.position(), stored.type(), stored.actor(), saga, step, words);
  }

  private static @Nullable String step(SagaFact fact) {
    if (fact instanceof SagaFact.StepStarted started) {
      return started.name();
    }
    return fact instanceof SagaFact.StepFailed failed ? failed.failure().step() : null;
  }

  private static String words(OrderEvent event) {
    if (event instanceof OrderEvent.OrderPlaced e) {
      return "placed by %s: %d item(s), %s %s, flow %s"
          .formatted(
              e.customerId(), e.items().size(), e.total().toPlainString(), e.currency(), e.flow());
    }
    if (event instanceof OrderEvent.StockReserved e) {
      return "stock reserved: " + e.reservationId();
    }
    if (event instanceof OrderEvent.StepRefused e) {
      return words("refused", e.failure());
    }
    if (event instanceof OrderEvent.PaymentCharged e) {
      return "charged %s %s: %s".formatted(e.amount().toPlainString(), e.currency(), e.paymentId());
    }
    if (event instanceof OrderEvent.ShipmentScheduled e) {
      return "shipment with %s: %s, tracking number %s"
          .formatted(e.carrier(), e.shipmentId(), e.trackingNumber());
    }
    if (event instanceof OrderEvent.OrderConfirmed) {
      return "confirmed";
    }
    if (event instanceof OrderEvent.ShipmentCancelled e) {
      return "shipment cancelled: " + e.shipmentId();
    }
    if (event instanceof OrderEvent.PaymentRefunded e) {
      return "refunded %s %s: %s"
          .formatted(e.amount().toPlainString(), e.currency(), e.paymentId());
    }
    if (event instanceof OrderEvent.StockReleased e) {
      return "stock released: " + e.reservationId();
    }
    if (event instanceof OrderEvent.OrderCancelled e) {
      return "cancelled: " + e.reason();
    }
    if (event instanceof OrderEvent.OrderFailed e) {
      return words("could not be undone", e.failure());
    }
    throw new IllegalStateException("not handled: " + event);
  }

  private static String words(SignalFact signal) {
    if (signal instanceof SignalFact.UndoRequested undo) {
      return "to be undone: " + undo.reason();
    }
    if (signal instanceof SignalFact.ShipmentBarred) {
      return "no shipment to cancel, and none any more";
    }
    return signal instanceof SignalFact.PaymentBarred
        ? "no payment to refund, and none any more"
        : "no stock to release, and none reserved any more";
  }

  private static String words(SagaFact fact) {
    if (fact instanceof SagaFact.Started started) {
      return "saga begun by " + started.flow();
    }
    if (fact instanceof SagaFact.StepStarted started) {
      return "step " + started.name() + " begins";
    }
    if (fact instanceof SagaFact.StepFailed failed) {
      return words("saga stopped", failed.failure());
    }
    if (fact instanceof SagaFact.Orphaned) {
      return "saga left behind by its process";
    }
    if (fact instanceof SagaFact.Resumed) {
      return "saga taken forward: its flow runs again from its beginning";
    }
    if (fact instanceof SagaFact.CloseUnanswered) {
      return "all steps are through, the coordinator does not answer";
    }
    if (fact instanceof SagaFact.StepCompensated) {
      return "step compensated";
    }
    if (fact instanceof SagaFact.CompensationFailed failed) {
      return "compensation failed, attempt %d%s: %s"
          .formatted(failed.attempt(), failed.givenUp() ? ", given up" : "", failed.error());
    }
    if (fact instanceof SagaFact.CompensationRetried retried) {
      return retried.reason() == null
          ? "compensations tried once more"
          : "compensations tried once more: " + retried.reason();
    }
    if (fact instanceof SagaFact.CompensationSkipped skipped) {
      return "compensation skipped: " + skipped.reason();
    }
    return fact instanceof SagaFact.Closed ? "saga closed" : "saga cancelled";
  }

  private static String words(String what, Failure failure) {
    return "%s by %s: %s".formatted(what, failure.step(), failure.detail());
  }
}
