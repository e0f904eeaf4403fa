package dev.caravan.saga;

import dev.caravan.order.Failure;

/** An order's saga did not close; the cause says why. */
public class SagaNotClosedException extends RuntimeException {
  private final transient Failure failure;

  /**
   * @param failure the cause in the words of the domain
   */
  public SagaNotClosedException(String orderId, Failure failure, Throwable cause) {
    super("the saga of order " + orderId + " did not close: " + cause.getMessage(), cause);
    this.failure = failure;
  }

  /** What stopped the saga, or keeps it from being closed. */
  public Failure failure() {
    return failure;
  }
}
