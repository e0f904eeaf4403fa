package dev.caravan.projection;

import dev.caravan.order.Failure;
import dev.caravan.projection.SagaFact.Cancelled;
import dev.caravan.projection.SagaFact.CloseUnanswered;
import dev.caravan.projection.SagaFact.Closed;
import dev.caravan.projection.SagaFact.CompensationFailed;
import dev.caravan.projection.SagaFact.CompensationRetried;
import dev.caravan.projection.SagaFact.CompensationSkipped;
import dev.caravan.projection.SagaFact.Orphaned;
import dev.caravan.projection.SagaFact.Resumed;
import dev.caravan.projection.SagaFact.StepCompensated;
import dev.caravan.projection.SagaFact.StepFailed;
import dev.caravan.projection.SagaFact.StepStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A saga as it stands.
 *
 * @param key what it is about, such as an order's id
 * @param flow the route that began it
 * @param steps in the order in which they began
 * @param failure what stopped it; null where nothing did
 */
public record SagaView(
    String sagaId,
    @Nullable String key,
    @Nullable String flow,
    Status status,
    List<Step> steps,
    @Nullable Failure failure,
    Instant startedAt,
    Instant updatedAt) {

  /** Where a saga stands. */
  public enum Status {
    OPEN,
    CLOSED,
    CANCELLED,
    /** A compensation gave up. */
    FAILED
  }

  /** Where a step stands. */
  public enum State {
    STARTED,
    DONE,
    COMPENSATED,
    /** Its compensation failed and is tried again. */
    COMPENSATING,
    /** Its compensation gave up. */
    FAILED,
    /** Its compensation gave up, and an operator answers for it. */
    SKIPPED
  }

  /**
   * One run of a step.
   *
   * @param step its id
   * @param name the step's route
   * @param attempts how often its compensation failed
   * @param error why it failed the last time
   * @param endedAt when it was done for good or compensated
   */
  public record Step(
      String step,
      @Nullable String name,
      State state,
      int attempts,
      @Nullable String error,
      Instant startedAt,
      @Nullable Instant endedAt) {}

  static SagaView unknown(String sagaId, Instant at) {
    return new SagaView(sagaId, null, null, Status.OPEN, List.of(), null, at, at);
  }

  SagaView after(SagaFact fact, Instant at) {
    if (fact instanceof SagaFact.Started started) {
      return new SagaView(
          sagaId, started.key(), started.flow(), status, steps, failure, startedAt, at);
    }
    if (fact instanceof StepStarted started) {
      List<Step> more = new ArrayList<>(steps);
      more.add(new Step(started.step(), started.name(), State.STARTED, 0, null, at, null));
      return with(status, more, failure, at);
    }
    if (fact instanceof StepFailed failed) {
      return with(status, steps, failed.failure(), at);
    }
    if (fact instanceof Orphaned orphaned) {
      return with(status, steps, failure == null ? orphaned.failure() : failure, at);
    }
    if (fact instanceof StepCompensated undone) {
      return with(status, ended(undone.step(), State.COMPENSATED, at), failure, at);
    }
    if (fact instanceof CompensationSkipped skipped) {
      return with(status, ended(skipped.step(), State.SKIPPED, at), failure, at);
    }
    if (fact instanceof CompensationFailed failed) {
      State state = failed.givenUp() ? State.FAILED : State.COMPENSATING;
      return with(
          failed.givenUp() ? Status.FAILED : status,
          steps(
              failed.step(),
              s ->
                  new Step(
                      s.step, s.name, state, failed.attempt(), failed.error(), s.startedAt, null)),
          failure,
          at);
    }
    if (fact instanceof CompensationRetried
        || fact instanceof Resumed
        || fact instanceof CloseUnanswered) {
      return with(status, steps, failure, at);
    }
    if (fact instanceof Closed) {
      return with(
          Status.CLOSED,
          steps.stream()
              .map(s -> new Step(s.step, s.name, State.DONE, s.attempts, s.error, s.startedAt, at))
              .toList(),
          null,
          at);
    }
    if (fact instanceof Cancelled) {
      return with(Status.CANCELLED, steps, failure, at);
    }
    throw new IllegalStateException("not handled: " + fact);
  }

  private SagaView with(
      Status newStatus, List<Step> newSteps, @Nullable Failure newFailure, Instant at) {
    return new SagaView(
        sagaId, key, flow, newStatus, List.copyOf(newSteps), newFailure, startedAt, at);
  }

  private List<Step> ended(String step, State state, Instant at) {
    return steps(step, s -> new Step(s.step, s.name, state, s.attempts, s.error, s.startedAt, at));
  }

  private List<Step> steps(String step, UnaryOperator<Step> change) {
    return steps.stream().map(s -> s.step.equals(step) ? change.apply(s) : s).toList();
  }
}
