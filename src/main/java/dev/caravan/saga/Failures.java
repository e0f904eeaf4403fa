package dev.caravan.saga;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Failure;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/** Says of an exchange that failed why it did, in the words of the domain. */
final class Failures {
  /** The step that failures have where no step failed. */
  static final String SAGA = "saga";

  private Failures() {}

  static Failure of(Exchange exchange) {
    Throwable error = exchange.getException();
    if (error == null) {
      error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
    // the saga sees the error only once it is back in the flow's route
    return of(
        error,
        String.valueOf(
            RouteNames.authored(
                exchange.getProperty(
                    Exchange.FAILURE_ROUTE_ID,
                    ExchangeHelper.getRouteId(exchange),
                    String.class))));
  }

  /** Whether no step failed: time ran out, or the coordinator was away. */
  static boolean isOfTheSaga(Failure failure) {
    return failure.step().equals(SAGA);
  }

  /** The failure of a saga that its time limit ended. */
  static Failure timeRanOut() {
    return new Failure(SAGA, Failure.STEP_UNAVAILABLE, "the saga's time ran out");
  }

  /**
   * The failure of what nobody runs any more.
   *
   * @param what such as {@code saga}
   */
  static Failure interrupted(String what) {
    return new Failure(
        SAGA, Failure.STEP_UNAVAILABLE, "the " + what + " was interrupted by a restart");
  }

  /** Whether the coordinator did not say what it does with a saga. */
  static boolean leavesItsEndOpen(Throwable error) {
    return isOfSilence(error) || cause(SagaEndedException.class, error) != null;
  }

  private static boolean isOfSilence(Throwable error) {
    return cause(CoordinatorUnavailableException.class, error) != null;
  }

  /**
   * @param route where it happened, for errors that do not know their step
   */
  static Failure of(Throwable error, String route) {
    StepRefusedException refused = cause(StepRefusedException.class, error);
    if (refused != null) {
      return refused.failure();
    }
    StepUnavailableException unavailable = cause(StepUnavailableException.class, error);
    if (unavailable != null) {
      return unavailable.failure();
    }
    if (isOfSilence(error)) {
      return new Failure(SAGA, Failure.STEP_UNAVAILABLE, "the saga coordinator does not answer");
    }
    if (cause(SagaCancelledException.class, error) != null
        || cause(SagaEndedException.class, error) != null) {
      return timeRanOut();
    }
    return new Failure(route, Failure.STEP_UNAVAILABLE, "the step failed unexpectedly");
  }

  // Camel's own search prefers what is suppressed, and that is what earlier attempts failed with
  private static <T extends Throwable> @Nullable T cause(Class<T> type, Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElse(null);
  }
}
