package dev.caravan.saga;

import dev.caravan.order.Failure;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.CompensationRetried;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A saga, folded from its events.
 *
 * @param steps the enlisted runs of steps by id, in the order in which they began
 * @param compensated ids of those that are undone
 * @param failedAttempts how often the compensation of a step failed
 * @param failure what stopped it; null where nothing did, or where its time ran out
 * @param version of its stream
 */
record Saga(
    String id,
    Status status,
    Map<String, StepStarted> steps,
    Set<String> compensated,
    Map<String, Integer> failedAttempts,
    @Nullable Failure failure,
    long version) {

  enum Status {
    OPEN,
    CLOSED,
    CANCELLED,
    /** A compensation gave up. */
    FAILED
  }

  static Saga unknown(String id) {
    return new Saga(id, Status.OPEN, Map.of(), Set.of(), Map.of(), null, 0);
  }

  boolean isOpen() {
    return status == Status.OPEN;
  }

  /** Whether every step that has something to undo is undone, but for the given one. */
  boolean isUndoneBut(String step) {
    return steps.values().stream()
        .filter(s -> s.compensation() != null && !s.step().equals(step))
        .allMatch(s -> compensated.contains(s.step()));
  }

  int attempts(String step) {
    return failedAttempts.getOrDefault(step, 0);
  }

  Saga after(SagaEvent event, long atVersion) {
    if (event instanceof SagaStarted || event instanceof CompensationRetried) {
      return new Saga(id, status, steps, compensated, failedAttempts, failure, atVersion);
    }
    if (event instanceof StepStarted started) {
      Map<String, StepStarted> more = new LinkedHashMap<>(steps);
      more.put(started.step(), started);
      return new Saga(id, status, more, compensated, failedAttempts, failure, atVersion);
    }
    if (event instanceof StepFailed failed) {
      return new Saga(id, status, steps, compensated, failedAttempts, failed.failure(), atVersion);
    }
    if (event instanceof StepCompensated undone) {
      Set<String> more = new HashSet<>(compensated);
      more.add(undone.step());
      return new Saga(id, status, steps, more, failedAttempts, failure, atVersion);
    }
    if (event instanceof CompensationFailed failed) {
      Map<String, Integer> more = new LinkedHashMap<>(failedAttempts);
      more.put(failed.step(), failed.attempt());
      Status now = failed.givenUp() ? Status.FAILED : status;
      return new Saga(id, now, steps, compensated, more, failure, atVersion);
    }
    Status end = event instanceof SagaClosed ? Status.CLOSED : Status.CANCELLED;
    return new Saga(id, end, steps, compensated, failedAttempts, failure, atVersion);
  }
}
