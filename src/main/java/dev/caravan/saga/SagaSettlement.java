package dev.caravan.saga;

import dev.caravan.saga.LraCoordinator.KnownSaga;
import dev.caravan.saga.SagaEvent.SagaOrphaned;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings a saga that nobody runs any more to its end: to what the coordinator has decided, where it
 * has; else closed, where its flow is through, and undone where it is not.
 *
 * <p>May be interrupted anywhere and begun again, by several at once too. What decides between them
 * is the log: the first completion or compensation that is stored there shuts out the other kind.
 */
@Component
class SagaSettlement {
  private static final Logger LOG = LoggerFactory.getLogger(SagaSettlement.class);

  private final SagaLog log;
  private final LraCoordinator coordinator;
  private final SagaParticipants participants;

  SagaSettlement(SagaLog log, LraCoordinator coordinator, SagaParticipants participants) {
    this.log = log;
    this.coordinator = coordinator;
    this.participants = participants;
  }

  /**
   * Does what can be done now.
   *
   * @param known the saga at the coordinator; null where it knows nothing of it
   * @return whether nothing is left to do
   * @throws CoordinatorUnavailableException where it is to be tried again
   */
  boolean settle(String sagaId, @Nullable KnownSaga known) {
    log.reload(sagaId);
    Saga saga = log.append(sagaId, SagaSettlement::orphaned);
    return switch (saga.status()) {
      case CANCELLED, FAILED -> true;
      case CLOSED -> completed(saga, known);
      case OPEN -> saga.isToClose() ? closed(saga, known) : ended(saga, known);
    };
  }

  // from here on no step can begin, so what the log holds is all there is to undo
  private static List<SagaEvent> orphaned(Saga known) {
    return known.isOpen() && !known.orphaned() && !known.isToClose()
        ? List.of(new SagaOrphaned(Failures.interrupted("saga")))
        : List.of();
  }

  private boolean completed(Saga saga, @Nullable KnownSaga known) {
    if (known == null) {
      // it has forgotten the saga because all is done, or it has lost it
      return participants.complete(saga);
    }
    if (known.outcome() == null) {
      coordinator.close(known.lra());
      return false;
    }
    return known.outcome() != SagaOutcome.CLOSING;
  }

  private boolean closed(Saga saga, @Nullable KnownSaga known) {
    if (known == null) {
      // what the coordinator cancels, it does not forget before that is in the log
      Saga after = log.append(saga.id(), SagaSettlement::closedUnlessStopped);
      told(after);
      return after.status() == Saga.Status.CLOSED && participants.complete(after);
    }
    SagaOutcome outcome =
        known.outcome() == null ? coordinator.close(known.lra()) : known.outcome();
    if (outcome.isClose()) {
      return closedThere(saga, outcome);
    }
    return undone(log.append(saga.id(), now -> now.stoppedBy(Failures.timeRanOut())));
  }

  private static List<SagaEvent> closedUnlessStopped(Saga known) {
    return known.isToClose() ? JournaledSaga.closed(known) : List.of();
  }

  private boolean ended(Saga saga, @Nullable KnownSaga known) {
    if (known == null) {
      return undone(saga);
    }
    SagaOutcome outcome = known.outcome() == null ? cancel(known.lra()) : known.outcome();
    if (outcome.isClose()) {
      return closedThere(saga, outcome);
    }
    // a restarted coordinator calls in any order and again some seconds later where one had to wait
    // for another; and there may be steps of which it never learned
    return undone(saga);
  }

  private SagaOutcome cancel(URI lra) {
    try {
      return coordinator.cancel(lra);
    } catch (SagaEndedException e) {
      // ended since it was asked; whichever way that was, the log shows it
      return SagaOutcome.CANCELLED;
    }
  }

  private boolean closedThere(Saga saga, SagaOutcome outcome) {
    told(log.append(saga.id(), JournaledSaga::closed));
    return outcome == SagaOutcome.CLOSED;
  }

  private boolean undone(Saga saga) {
    participants.compensate(saga);
    log.reload(saga.id());
    Saga after = log.append(saga.id(), JournaledSaga::cancelledWhereNothingIsEnlisted);
    told(after);
    return !after.isOpen();
  }

  private static void told(Saga after) {
    LOG.info("saga {} was left behind and is {}", after.id(), after.status());
  }
}
