package dev.caravan.saga;

/** What every log line of an order's way shows. */
final class SagaMdc {
  static final String ORDER = "orderId";
  static final String SAGA = "sagaId";

  private SagaMdc() {}
}
