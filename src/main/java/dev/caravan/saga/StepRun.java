package dev.caravan.saga;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The run of a step in which an exchange is.
 *
 * @param sagaId opaque
 * @param run its id; the same in the step and in what undoes or completes it
 * @param name the step's route
 * @param isCallback whether it is a compensation or completion
 */
public record StepRun(String sagaId, String run, @Nullable String name, boolean isCallback) {
  private static final String PROPERTY = "caravanStepRun";

  /** Empty outside of any saga. */
  public static Optional<StepRun> of(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, StepRun.class));
  }

  void enter(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }
}
