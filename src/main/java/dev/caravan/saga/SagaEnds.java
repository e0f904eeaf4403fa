package dev.caravan.saga;

import dev.caravan.order.Failure;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What whoever ends with a saga must know of it. */
@Component
public class SagaEnds {
  private final SagaLog log;

  SagaEnds(SagaLog log) {
    this.log = log;
  }

  /** What stopped the saga; empty where nothing did. */
  public Optional<Failure> failure(String sagaId) {
    return Optional.ofNullable(log.find(sagaId).failure());
  }

  /** The failure of a saga that its time limit ended. */
  public static Failure timeRanOut() {
    return Failures.timeRanOut();
  }

  /**
   * The failure of what nobody runs any more.
   *
   * @param what such as {@code saga}
   */
  public static Failure interrupted(String what) {
    return Failures.interrupted(what);
  }

  /**
   * What an exception means in the words of the domain.
   *
   * @param route where it happened, for errors that do not know their step
   */
  public static Failure failure(Throwable error, String route) {
    return Failures.of(error, route);
  }

  /**
   * Lets a compensation run only once those of all steps have that its own encloses: of those that
   * began after it, in an earlier run of its flow too. So two that enclose one another do not wait
   * for each other, nor do two runs of one.
   *
   * @param run of the step whose compensation it is
   * @throws RuntimeException of a kind that has the coordinator call again
   */
  public void requireUndone(String sagaId, String run) {
    // another process may have undone the rest
    if (!isUndoneSince(run, log.find(sagaId)) && !isUndoneSince(run, log.reload(sagaId))) {
      throw new NotYetException("saga " + sagaId + " is not undone yet");
    }
  }

  private static boolean isUndoneSince(String run, Saga saga) {
    return Optional.ofNullable(saga.steps().get(run)).map(saga::isUndoneSince).orElse(true);
  }
}
