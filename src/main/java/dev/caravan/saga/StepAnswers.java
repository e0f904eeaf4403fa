package dev.caravan.saga;

import dev.caravan.order.Failure;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a saga answered, as its log tells it.
 *
 * @param runs how often each step began, by its route; those with nothing to undo are not logged
 * @param failure what stopped the saga; null where nothing did
 * @param stuck steps that could not be undone
 */
record StepAnswers(Map<String, Integer> runs, @Nullable Failure failure, Set<String> stuck) {

  /** What one run of a step answered. */
  sealed interface Answer {
    /** It went well. */
    record Done() implements Answer {}

    record Failed(Failure failure) implements Answer {}

    /** It never ran, or the log says nothing of it. */
    record Unknown() implements Answer {}
  }

  static StepAnswers of(Saga saga) {
    Map<String, Integer> runs = new HashMap<>();
    Set<String> stuck = new HashSet<>();
    for (StepStarted step : saga.steps().values()) {
      String name = String.valueOf(step.name());
      runs.merge(name, 1, Integer::sum);
      if (saga.status() == Saga.Status.FAILED
          && saga.attempts(step.step()) > 0
          && !saga.compensated().contains(step.step())) {
        stuck.add(name);
      }
    }
    return new StepAnswers(runs, saga.failure(), stuck);
  }

  /**
   * @param step its route
   * @param run from 1
   */
  Answer to(String step, int run) {
    int recorded = runs.getOrDefault(step, 0);
    if (failure != null && isOf(step, failure) && run >= recorded) {
      return new Answer.Failed(failure);
    }
    return run <= recorded ? new Answer.Done() : new Answer.Unknown();
  }

  // participants call their step payment.charge, its route is payment-charge
  private static boolean isOf(String step, Failure failure) {
    return step.equals(failure.step()) || step.equals(failure.step().replace('.', '-'));
  }
}
