package dev.caravan.order;

import org.jspecify.annotations.Nullable;

/** What a step needs does not answer; whether it took effect is unknown, and retrying is right. */
public class StepUnavailableException extends RuntimeException {
  private final String step;

  /**
   * @param step such as {@code payment.charge}
   * @param message one sentence for people, without internals
   */
  public StepUnavailableException(String step, String message, @Nullable Throwable cause) {
    super(step + ": " + message, cause);
    this.step = step;
  }

  public Failure failure() {
    return new Failure(step, Failure.STEP_UNAVAILABLE, getMessage());
  }
}
