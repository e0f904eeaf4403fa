package dev.caravan.choreography;

import dev.caravan.choreography.SagaSignal.UndoRequested;
import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.WrongExpectedVersionException;
import dev.caravan.order.Actor;
import dev.caravan.order.StepHeaders;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/** The signals of choreographed sagas, in the journal; each is given once a saga. */
@Component
class SagaSignals {
  private final EventAppender appender;
  private final EventReader reader;
  private final Clock clock;
  private final IdGenerator ids;

  SagaSignals(EventAppender appender, EventReader reader, Clock clock, IdGenerator ids) {
    this.appender = appender;
    this.reader = reader;
    this.clock = clock;
    this.ids = ids;
  }

  /** What was asked for, and who did. */
  record Undo(UndoRequested request, String actor) {}

  /** Why the order is to be undone; empty where nobody asked for it. */
  Optional<Undo> undo(String orderId) {
    for (RecordedEvent event : reader.readStream(ChoreographedSaga.id(orderId))) {
      if (SagaSignal.CODEC.read(event) instanceof UndoRequested request) {
        return Optional.of(new Undo(request, event.actor()));
      }
    }
    return Optional.empty();
  }

  /**
   * Gives a signal, in the caller's transaction where there is one.
   *
   * @param causedBy the event that led to it
   * @return false where it was given before
   */
  boolean give(String orderId, SagaSignal signal, Actor actor, @Nullable UUID causedBy) {
    while (true) {
      List<SagaSignal> before = find(orderId);
      if (before.stream().anyMatch(known -> known.getClass() == signal.getClass())) {
        return false;
      }
      try {
        append(orderId, before.size(), signal, actor, causedBy);
        return true;
      } catch (WrongExpectedVersionException e) {
        // somebody gave another one meanwhile, or this one
      }
    }
  }

  /** Gives a signal because of the event that the exchange holds. */
  void give(Exchange exchange, SagaSignal signal, String actor) {
    String orderId = StepHeaders.orderId(exchange);
    String causedBy = exchange.getMessage().getHeader(JournalHeaders.CAUSED_BY, String.class);
    give(orderId, signal, ChoreographedSaga.actor(actor, orderId), UUID.fromString(causedBy));
  }

  private void append(
      String orderId, long version, SagaSignal signal, Actor actor, @Nullable UUID causedBy) {
    appender.append(
        ChoreographedSaga.id(orderId),
        ExpectedVersion.exactly(version),
        List.of(
            SagaSignal.CODEC.stored(
                signal,
                ids.generateId(),
                clock.instant(),
                actor.sagaId(),
                causedBy,
                actor.name())));
  }

  private List<SagaSignal> find(String orderId) {
    return reader.readStream(ChoreographedSaga.id(orderId)).stream()
        .map(SagaSignal.CODEC::read)
        .toList();
  }
}
