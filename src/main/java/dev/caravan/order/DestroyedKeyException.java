package dev.caravan.order;

/** The key by which an order was sealed was destroyed before the order was stored. */
class DestroyedKeyException extends RuntimeException {
  DestroyedKeyException(String orderId) {
    super("the key of the customer of order " + orderId + " was destroyed meanwhile");
  }
}
