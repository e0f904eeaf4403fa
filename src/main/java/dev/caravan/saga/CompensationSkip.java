package dev.caravan.saga;

import dev.caravan.order.Actor;
import dev.caravan.saga.SagaEvent.CompensationSkipped;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Ends a saga of which a compensation gave up for good, when an operator says that what it would
 * have undone has been dealt with outside. Nothing is run. Its order stays FAILED, as nobody here
 * knows what became of it.
 */
@Component
public class CompensationSkip {
  private final SagaLog log;

  CompensationSkip(SagaLog log) {
    this.log = log;
  }

  /** What became of it. */
  public enum Outcome {
    /** There is no such saga. */
    UNKNOWN,
    /** No compensation of the saga has given up; nothing was stored. */
    NOT_FAILED,
    /** The saga has ended. */
    SKIPPED
  }

  /**
   * Skips each compensation that has not succeeded.
   *
   * @param actor who answers for it; goes into the journal
   * @param reason why, one sentence
   */
  public Outcome run(String sagaId, Actor actor, String reason) {
    Saga before = log.reload(sagaId);
    if (before.version() == 0) {
      return Outcome.UNKNOWN;
    }
    Saga after = log.append(sagaId, actor.name(), known -> skipped(known, reason));
    return after.status() == Saga.Status.CANCELLED && before.status() == Saga.Status.FAILED
        ? Outcome.SKIPPED
        : Outcome.NOT_FAILED;
  }

  private static List<SagaEvent> skipped(Saga known, String reason) {
    if (known.status() != Saga.Status.FAILED) {
      return List.of();
    }
    Stream<SagaEvent> steps =
        known.steps().values().stream()
            .filter(step -> step.compensation() != null)
            .filter(step -> !known.compensated().contains(step.step()))
            .map(step -> new CompensationSkipped(step.step(), reason));
    return Stream.concat(steps, Stream.of(new SagaCancelled())).toList();
  }
}
