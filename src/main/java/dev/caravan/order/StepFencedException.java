package dev.caravan.order;

/**
 * A step came after its own compensation, or for an order that goes forward no more. It has no
 * effect.
 */
public class StepFencedException extends RuntimeException {
  public StepFencedException(String orderId) {
    super("step refused: order " + orderId + " goes forward no more");
  }
}
