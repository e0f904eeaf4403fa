package dev.caravan.saga;

import dev.caravan.order.Failure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can happen to a saga; stored in the stream {@code saga-<sagaId>}. */
sealed interface SagaEvent {

  /**
   * @param key what the saga is about, such as the order's id; null where nobody said
   * @param flow the route that began it
   */
  record SagaStarted(@Nullable String key, @Nullable String flow) implements SagaEvent {}

  /**
   * A step was about to begin and, unless another answers for it, to be enlisted; stored before
   * that, so that every callback finds it. Since version 2 with the participant; before, each step
   * was one.
   *
   * @param step the id of this run of the step
   * @param name the step's route
   * @param compensation the endpoint that undoes it; null where there is nothing to undo
   * @param completion the endpoint to call when the saga closes; null where there is none
   * @param options what both of them get as headers
   * @param participant the step that is enlisted at the coordinator and answers for this one:
   *     itself or one before it
   */
  record StepStarted(
      String step,
      @Nullable String name,
      @Nullable String compensation,
      @Nullable String completion,
      Map<String, String> options,
      String participant)
      implements SagaEvent {
    boolean isEnlisted() {
      return step.equals(participant);
    }

    /** Whether an enlisted step answers for it; each does for itself. */
    boolean isUnder(StepStarted enlisted) {
      return participant.equals(enlisted.step);
    }

    /** The same step, for which another one answers. */
    StepStarted under(StepStarted enlisted) {
      return new StepStarted(step, name, compensation, completion, options, enlisted.step);
    }
  }

  /** A step stopped the saga, which is about to be cancelled. */
  record StepFailed(Failure failure) implements SagaEvent {}

  /**
   * The flow is through and the coordinator was asked to close the saga, and did not say that it
   * does: it gave no answer, or does not know the saga any more. Recovery asks until the end is
   * certain.
   */
  record CloseUnanswered() implements SagaEvent {}

  /**
   * Nobody runs the saga any more. It takes no more steps and, unless the coordinator has decided
   * to close it, is undone.
   *
   * @param failure what then stops it, where nothing has before
   */
  record SagaOrphaned(Failure failure) implements SagaEvent {}

  /**
   * The process that ran the saga is gone and another runs its flow again, from its beginning: each
   * step that is there twice from here on has one effect.
   */
  record SagaResumed() implements SagaEvent {}

  record StepCompensated(String step) implements SagaEvent {}

  /**
   * @param attempt from 1
   * @param givenUp whether it was the last one
   */
  record CompensationFailed(String step, int attempt, String error, boolean givenUp)
      implements SagaEvent {}

  /**
   * An operator has the compensations that gave up run once more.
   *
   * @param reason one sentence; null where nobody gave one
   */
  record CompensationRetried(@Nullable String reason) implements SagaEvent {}

  /**
   * An operator has the saga end although the step is not undone: somebody has dealt with it
   * outside.
   *
   * @param reason one sentence
   */
  record CompensationSkipped(String step, String reason) implements SagaEvent {}

  record SagaClosed() implements SagaEvent {}

  record SagaCancelled() implements SagaEvent {}
}
