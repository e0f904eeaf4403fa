package dev.caravan.saga;

/** An order's saga did not close; the cause says why. */
public class SagaNotClosedException extends RuntimeException {
  SagaNotClosedException(String orderId, Throwable cause) {
    super("the saga of order " + orderId + " did not close: " + cause.getMessage(), cause);
  }
}
