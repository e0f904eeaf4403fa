package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Effect;
import dev.caravan.order.Failure;
import dev.caravan.order.OrderEvent;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StepDone;
import dev.caravan.order.OrderEvent.StepRefused;
import dev.caravan.order.OrderEvent.StepUndone;
import dev.caravan.order.OrderEventCodec;
import dev.caravan.order.Orders;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the events of a choreographed order say about its saga, which has no log of its own. */
final class ChoreographyFacts {
  private static final String FLOW = "order-choreography";
  private static final String FLOW_IN_DATA = '"' + FLOW + '"';
  private static final String STREAM = SignalFact.STREAM;

  /** The step that each compensation undoes. */
  private static final Map<String, String> UNDOES =
      Map.of(
          "choreography-release", step(Effect.STOCK),
          "choreography-refund", step(Effect.PAYMENT),
          "choreography-recall", step(Effect.SHIPMENT));

  private ChoreographyFacts() {}

  /** The id of the choreographed saga that an event belongs to; null where it belongs to none. */
  static @Nullable String sagaId(RecordedEvent event) {
    if (event.streamId().startsWith(STREAM)) {
      return event.streamId();
    }
    String orderId = OrderEventCodec.orderId(event);
    if (orderId == null) {
      return null;
    }
    String sagaId = STREAM + orderId;
    return sagaId.equals(event.sagaId()) || begins(event) ? sagaId : null;
  }

  // most orders are of other flows, and reading the event takes longest
  private static boolean begins(RecordedEvent event) {
    return event.version() == 1
        && event.data().contains(FLOW_IN_DATA)
        && OrderEventCodec.read(event) instanceof OrderPlaced placed
        && placed.flow().equals(FLOW);
  }

  /** Whether an id is that of a choreographed saga. */
  static boolean names(String sagaId) {
    return sagaId.startsWith(STREAM);
  }

  /** A saga as it stands in the journal; empty where there is none of that id. */
  static Optional<SagaView> view(String sagaId, EventReader journal) {
    String orderId = sagaId.substring(STREAM.length());
    SagaView view = null;
    for (RecordedEvent event :
        Stream.concat(
                journal.readStream(Orders.stream(orderId)).stream(),
                journal.readStream(sagaId).stream())
            .filter(event -> sagaId.equals(sagaId(event)))
            .sorted(Comparator.comparingLong(RecordedEvent::position))
            .toList()) {
      for (SagaFact fact : of(event)) {
        SagaView before = view == null ? SagaView.unknown(sagaId, event.occurredAt()) : view;
        view = before.after(fact, event.occurredAt());
      }
    }
    return Optional.ofNullable(view);
  }

  /** What such an event says. */
  static List<SagaFact> of(RecordedEvent event) {
    if (event.streamId().startsWith(STREAM)) {
      return SignalFact.CODEC.read(event) instanceof SignalFact.UndoRequested undo
              && undo.failure() != null
          ? List.of(new SagaFact.StepFailed(undo.failure()))
          : List.of();
    }
    OrderEvent happened = OrderEventCodec.read(event);
    if (happened instanceof OrderPlaced placed) {
      return List.of(new SagaFact.Started(placed.orderId(), placed.flow()));
    }
    if (happened instanceof StepDone done) {
      return List.of(started(done.effect()));
    }
    if (happened instanceof StepRefused refused) {
      return List.of(
          started(refused.effect()),
          new SagaFact.StepFailed(refused.failure()),
          new SagaFact.StepCompensated(step(refused.effect())));
    }
    if (happened instanceof StepUndone undone) {
      return List.of(new SagaFact.StepCompensated(step(undone.effect())));
    }
    if (happened instanceof OrderConfirmed) {
      return List.of(new SagaFact.Closed());
    }
    if (happened instanceof OrderCancelled) {
      return List.of(new SagaFact.Cancelled());
    }
    Failure failure = ((OrderFailed) happened).failure();
    return List.of(
        new SagaFact.CompensationFailed(
            UNDOES.getOrDefault(failure.step(), failure.step()), 1, failure.detail(), true));
  }

  private static SagaFact started(Effect effect) {
    return new SagaFact.StepStarted(step(effect), step(effect));
  }

  private static String step(Effect effect) {
    return switch (effect) {
      case STOCK -> "inventory.reserve";
      case PAYMENT -> "payment.charge";
      case SHIPMENT -> "shipping.schedule";
    };
  }
}
