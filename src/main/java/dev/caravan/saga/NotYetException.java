package dev.caravan.saga;

/** It is too early for this compensation; the coordinator is to ask again. */
class NotYetException extends RuntimeException {
  NotYetException(String message) {
    super(message);
  }
}
