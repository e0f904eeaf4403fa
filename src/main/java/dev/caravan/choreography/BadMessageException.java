package dev.caravan.choreography;

/** A message is not what it must be; the text says what is wrong and what was expected. */
class BadMessageException extends RuntimeException {
  BadMessageException(String message) {
    super(message);
  }
}
