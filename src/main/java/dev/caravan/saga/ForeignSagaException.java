package dev.caravan.saga;

/** The exchange names a saga that is not one of the configured coordinator. */
class ForeignSagaException extends RuntimeException {
  ForeignSagaException() {
    super("the exchange names a saga of another coordinator");
  }
}
