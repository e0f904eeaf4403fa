package dev.caravan.command;

/** A command was refused, or found something wrong; its message is for whoever gave it. */
class RefusedException extends RuntimeException {
  RefusedException(String message) {
    super(message);
  }
}
