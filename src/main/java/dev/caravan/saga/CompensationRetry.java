package dev.caravan.saga;

import dev.caravan.order.Actor;
import dev.caravan.saga.SagaEvent.CompensationRetried;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Has the compensations of a saga that gave up run once more, when an operator says so: what stood
 * in their way may be gone.
 */
@Component
public class CompensationRetry {
  private final SagaLog log;
  private final SagaParticipants participants;

  CompensationRetry(SagaLog log, SagaParticipants participants) {
    this.log = log;
    this.participants = participants;
  }

  /** What became of it. */
  public enum Outcome {
    /** There is no such saga. */
    UNKNOWN,
    /** No compensation of the saga has given up; nothing was run. */
    NOT_FAILED,
    /** All is undone; the saga is cancelled. */
    UNDONE,
    /** One failed again; it may be asked for once more. */
    FAILED_AGAIN
  }

  /**
   * Runs each compensation that has not succeeded yet once, in reverse order of the steps. One that
   * fails does not keep the others from running. May be asked for any number of times.
   *
   * @param actor who asks for it; goes into the journal
   * @param reason why, one sentence
   */
  public Outcome run(String sagaId, Actor actor, @Nullable String reason) {
    Saga saga = log.reload(sagaId);
    if (saga.version() == 0) {
      return Outcome.UNKNOWN;
    }
    if (saga.status() != Saga.Status.FAILED) {
      return Outcome.NOT_FAILED;
    }
    log.append(sagaId, actor.name(), known -> List.of(new CompensationRetried(reason)));
    participants.compensate(saga);
    return log.find(sagaId).status() == Saga.Status.CANCELLED
        ? Outcome.UNDONE
        : Outcome.FAILED_AGAIN;
  }
}
