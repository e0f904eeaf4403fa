package dev.caravan.saga;

/** The steps went well, but the coordinator cancelled the saga, mostly because its time ran out. */
class SagaCancelledException extends RuntimeException {
  SagaCancelledException(String what) {
    super("the saga was cancelled: " + what);
  }
}
