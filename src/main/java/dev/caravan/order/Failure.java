package dev.caravan.order;

/**
 * Why an order does not go through.
 *
 * @param step the step that failed, such as {@code payment.charge}; the route's id where a step
 *     failed unexpectedly or its compensation gave up; {@code saga} where time ran out or the
 *     coordinator was away
 * @param type {@code out-of-stock}, {@code payment-declined}, {@code shipping-refused}, {@code
 *     step-refused}, {@code step-unavailable}; {@code compensation-failed} where an operator is
 *     needed
 * @param detail one sentence for people, without internals
 */
public record Failure(String step, String type, String detail) {
  public static final String OUT_OF_STOCK = "out-of-stock";
  public static final String PAYMENT_DECLINED = "payment-declined";
  public static final String SHIPPING_REFUSED = "shipping-refused";
  public static final String STEP_UNAVAILABLE = "step-unavailable";

  /** Refused for a business reason by a step that is none of the above. */
  public static final String STEP_REFUSED = "step-refused";

  public static final String COMPENSATION_FAILED = "compensation-failed";
}
