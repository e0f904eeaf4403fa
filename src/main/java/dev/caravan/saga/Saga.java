package dev.caravan.saga;

import dev.caravan.order.Failure;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.SagaEvent.CloseUnanswered;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.CompensationRetried;
import dev.caravan.saga.SagaEvent.CompensationSkipped;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaOrphaned;
import dev.caravan.saga.SagaEvent.SagaResumed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A saga, folded from its events.
 *
 * @param steps the runs of steps by id, in the order in which they began
 * @param compensated ids of those that are undone, or that an operator answers for
 * @param failedAttempts how often the compensation of a step failed
 * @param through whether its flow is, and it was to be closed
 * @param orphaned whether nobody runs it any more, so that no step may begin
 * @param failure what stopped it; null where nothing did
 * @param version of its stream
 */
record Saga(
    String id,
    Status status,
    Map<String, StepStarted> steps,
    Set<String> compensated,
    Map<String, Integer> failedAttempts,
    boolean through,
    boolean orphaned,
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
    return new Saga(id, Status.OPEN, Map.of(), Set.of(), Map.of(), false, false, null, 0);
  }

  boolean isOpen() {
    return status == Status.OPEN;
  }

  /** Whether a step may begin: it is neither about to be undone nor to be closed. */
  boolean takesSteps() {
    return !isStopped() && !through;
  }

  /** Whether it has ended or is about to be undone. */
  private boolean isStopped() {
    return !isOpen() || orphaned || failure != null;
  }

  /** What stops it; nothing where something has. */
  List<SagaEvent> stoppedBy(Failure by) {
    return isStopped() ? List.of() : List.of(new StepFailed(by));
  }

  /** What has it closed as soon as the coordinator answers; nothing where something stopped it. */
  List<SagaEvent> closeUnanswered() {
    return isStopped() || through ? List.of() : List.of(new CloseUnanswered());
  }

  /** Whether its flow is through and nothing has stopped it since, so that it is to be closed. */
  boolean isToClose() {
    return through && !isStopped() && compensated.isEmpty();
  }

  /** The step that began last, among those that are asked for. */
  Optional<StepStarted> last(Predicate<StepStarted> asked) {
    return steps.values().stream().filter(asked).reduce((earlier, later) -> later);
  }

  /** Whether it may still end as closed: nothing of it has been undone. */
  boolean mayClose() {
    return status == Status.CLOSED || (isOpen() && compensated.isEmpty());
  }

  /** Whether every step that has something to undo is undone, but for the given one. */
  boolean isUndoneBut(String step) {
    return steps.values().stream().allMatch(s -> s.step().equals(step) || isUndone(s));
  }

  private boolean isUndone(StepStarted step) {
    return step.compensation() == null || compensated.contains(step.step());
  }

  /**
   * Whether every step is undone that began after the first one with the compensation of the given
   * one, and has another.
   */
  boolean isUndoneSince(StepStarted step) {
    Predicate<StepStarted> alike = s -> Objects.equals(s.compensation(), step.compensation());
    return steps.values().stream()
        .dropWhile(alike.negate())
        .allMatch(s -> alike.test(s) || isUndone(s));
  }

  /** The first that its steps have of some option; null where none has. */
  @Nullable String option(Function<Map<String, String>, @Nullable String> option) {
    return option(steps.values(), option);
  }

  /** The order that it is about; null where there is none. */
  @Nullable String orderId() {
    return orderId(steps.values());
  }

  /** The same of the steps of a saga, in the order in which they began. */
  static @Nullable String orderId(Collection<StepStarted> steps) {
    return option(steps, options -> options.get(StepHeaders.ORDER_ID));
  }

  private static @Nullable String option(
      Collection<StepStarted> steps, Function<Map<String, String>, @Nullable String> option) {
    return steps.stream()
        .map(StepStarted::options)
        .map(option)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  int attempts(String step) {
    return failedAttempts.getOrDefault(step, 0);
  }

  /** The saga after more events. Copies what it holds once, however many they are. */
  Saga after(List<? extends SagaEvent> events) {
    Next next = new Next(this);
    events.forEach(next::take);
    return next.saga();
  }

  /** A saga that grows, event by event. */
  private static final class Next {
    private final String id;
    private final Map<String, StepStarted> steps;
    private final Set<String> compensated;
    private final Map<String, Integer> failedAttempts;
    private Status status;
    private boolean through;
    private boolean orphaned;
    private @Nullable Failure failure;
    private long version;

    Next(Saga saga) {
      id = saga.id;
      steps = new LinkedHashMap<>(saga.steps);
      compensated = new HashSet<>(saga.compensated);
      failedAttempts = new LinkedHashMap<>(saga.failedAttempts);
      status = saga.status;
      through = saga.through;
      orphaned = saga.orphaned;
      failure = saga.failure;
      version = saga.version;
    }

    void take(SagaEvent event) {
      version++;
      if (event instanceof StepStarted started) {
        steps.put(started.step(), started);
      } else if (event instanceof StepFailed failed) {
        failure = failed.failure();
      } else if (event instanceof CloseUnanswered) {
        through = true;
      } else if (event instanceof SagaOrphaned orphan) {
        orphaned = true;
        failure = failure == null ? orphan.failure() : failure;
      } else if (event instanceof StepCompensated undone) {
        compensated.add(undone.step());
      } else if (event instanceof CompensationSkipped skipped) {
        compensated.add(skipped.step());
      } else if (event instanceof CompensationFailed failed) {
        failedAttempts.put(failed.step(), failed.attempt());
        status = failed.givenUp() ? Status.FAILED : status;
      } else if (event instanceof SagaClosed) {
        status = Status.CLOSED;
        failure = null;
      } else if (event instanceof SagaCancelled) {
        status = Status.CANCELLED;
      } else if (!(event instanceof SagaStarted
          || event instanceof SagaResumed
          || event instanceof CompensationRetried)) {
        throw new IllegalStateException("not handled: " + event);
      }
    }

    Saga saga() {
      return new Saga(
          id, status, steps, compensated, failedAttempts, through, orphaned, failure, version);
    }
  }
}
