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
 * has, and else undone.
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
      case OPEN -> ended(saga, known);
    };
  }

  // from here on no step can begin, so what the log holds is all there is to undo
  private static List<SagaEvent> orphaned(Saga known) {
    return known.isOpen() && !known.orphaned()
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

  private boolean ended(Saga saga, @Nullable KnownSaga known) {
    if (known == null) {
      return undone(saga);
    }
    SagaOutcome outcome = known.outcome() == null ? cancel(known.lra()) : known.outcome();
    if (outcome.isClose()) {
      log.append(saga.id(), JournaledSaga::closed);
      return outcome == SagaOutcome.CLOSED;
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

  private boolean undone(Saga saga) {
    participants.compensate(saga);
    log.reload(saga.id());
    Saga after = log.append(saga.id(), JournaledSaga::cancelledWhereNothingIsEnlisted);
    LOG.info("saga {} was left behind and is {}", saga.id(), after.status());
    return !after.isOpen();
  }
}
