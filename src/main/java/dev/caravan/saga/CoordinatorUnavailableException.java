package dev.caravan.saga;

import org.jspecify.annotations.Nullable;

/** The coordinator gave no usable answer; whether the call took effect is unknown. */
public class CoordinatorUnavailableException extends RuntimeException {
  public CoordinatorUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
