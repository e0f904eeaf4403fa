package dev.caravan.payment;

import dev.caravan.order.StepUnavailableException;
import java.math.BigDecimal;
import org.springframework.stereotype.Component;

/**
 * A provider that moves no money. The token says how it behaves: {@code tok_declined} is declined,
 * {@code tok_unreachable} gets no answer, anything else is charged.
 *
 * <p>It needs no memory: its answers follow from the key and the token, and a charge after a refund
 * is refused by the payment's own row.
 */
@Component
class InProcessPaymentProvider implements PaymentProvider {

  @Override
  public Charge charge(String key, BigDecimal amount, String currency, String token) {
    return switch (token) {
      case "tok_declined" -> new Charge.Declined("the card was declined");
      case "tok_unreachable" ->
          throw new StepUnavailableException(
              Payments.STEP, "the payment provider does not answer", null);
      default -> new Charge.Charged("pay-" + key);
    };
  }

  @Override
  public void refund(String key) {
    // nothing was moved
  }
}
