package dev.caravan.order;

import org.jspecify.annotations.Nullable;

/** What a step needs does not answer; whether it took effect is unknown, and retrying is right. */
public class StepUnavailableException extends RuntimeException {
  private final String step;
  private final String detail;

  /**
   * @param step such as {@code payment.charge}
   * @param detail one sentence for people, without internals
   */
  public StepUnavailableException(String step, String detail, @Nullable Throwable cause) {
    super(step + ": " + detail, cause);
    this.step = step;
    this.detail = detail;
  }

  /** Of the type {@link Failure#STEP_UNAVAILABLE}. */
  public Failure failure() {
    return new Failure(step, Failure.STEP_UNAVAILABLE, detail);
  }
}
