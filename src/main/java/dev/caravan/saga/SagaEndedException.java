package dev.caravan.saga;

import java.net.URI;

/** The coordinator does not know the saga, or the saga takes no such call any more. */
public class SagaEndedException extends RuntimeException {
  public SagaEndedException(URI lra, String answer) {
    super("saga " + lra + " has ended or is unknown: " + answer);
  }
}
