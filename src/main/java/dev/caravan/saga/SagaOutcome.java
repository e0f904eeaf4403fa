package dev.caravan.saga;

import java.util.Optional;

/** What the coordinator did with a saga, by the names of MicroProfile LRA's LRAStatus. */
public enum SagaOutcome {
  /** Closed, all completions done. */
  CLOSED,
  /** Will be closed; completions are retried by the coordinator. */
  CLOSING,
  /** Cancelled, all compensations done. */
  CANCELLED,
  /** Will be cancelled; compensations are retried by the coordinator. */
  CANCELLING,
  /** A completion gave up. */
  FAILED_TO_CLOSE,
  /** A compensation gave up. */
  FAILED_TO_CANCEL;

  /**
   * Reads the coordinator's word for it.
   *
   * @param status such as {@code FailedToCancel}
   * @throws IllegalArgumentException where the word says nothing of an end, such as {@code Active}
   */
  public static SagaOutcome of(String status) {
    return switch (status) {
      case "Closed" -> CLOSED;
      case "Closing" -> CLOSING;
      case "Cancelled" -> CANCELLED;
      case "Cancelling" -> CANCELLING;
      case "FailedToClose" -> FAILED_TO_CLOSE;
      case "FailedToCancel" -> FAILED_TO_CANCEL;
      default -> throw new IllegalArgumentException("not the end of a saga: " + status);
    };
  }

  /** The same; empty for a saga that is active. */
  public static Optional<SagaOutcome> ifEnding(String status) {
    return status.equals("Active") ? Optional.empty() : Optional.of(of(status));
  }

  /** Whether the coordinator decided to close, whatever came of it; otherwise it cancels. */
  boolean isClose() {
    return switch (this) {
      case CLOSED, CLOSING, FAILED_TO_CLOSE -> true;
      case CANCELLED, CANCELLING, FAILED_TO_CANCEL -> false;
    };
  }
}
