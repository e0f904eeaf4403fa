package dev.caravan.payment;

import java.math.BigDecimal;

/**
 * Whoever moves the money. Calls are told apart by a key, so that a repeated one moves it once.
 *
 * <p>Each throws {@link dev.caravan.order.StepUnavailableException} where there is no answer: then
 * whether it took effect is unknown, and the same call with the same key may be made again.
 */
interface PaymentProvider {

  /** Charges once for the key, however often it is called. */
  Charge charge(String key, BigDecimal amount, String currency, String token);

  /**
   * Gives back what was charged for the key; nothing where nothing was. Afterwards no charge with
   * this key succeeds any more, so that a charge that comes late moves nothing.
   */
  void refund(String key);

  /** The answer to a charge. */
  sealed interface Charge {
    record Charged(String paymentId) implements Charge {}

    /**
     * @param reason one sentence for people
     */
    record Declined(String reason) implements Charge {}
  }
}
