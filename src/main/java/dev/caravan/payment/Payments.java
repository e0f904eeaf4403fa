package dev.caravan.payment;

import dev.caravan.journal.Personal;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEvent.PaymentCharged;
import dev.caravan.order.OrderEvent.PaymentDeclined;
import dev.caravan.order.OrderEvent.PaymentRefunded;
import dev.caravan.order.Orders;
import dev.caravan.order.PersonalData;
import dev.caravan.order.StepFencedException;
import dev.caravan.order.StepRefusedException;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Charges orders and refunds them.
 *
 * <p>The provider is called outside the transaction and by the order's id, so that a call that is
 * repeated after a crash moves the money once; a charge that comes after its refund is refused by
 * the provider, or by the payment's row where the provider forgets.
 */
@Component
public class Payments {
  static final String STEP = "payment.charge";

  private static final RowMapper<PaymentRecord> RECORD =
      (row, number) ->
          new PaymentRecord(
              row.getString("payment_id"),
              row.getString("order_id"),
              row.getBigDecimal("amount"),
              row.getString("currency"),
              row.getString("status"));

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Orders orders;
  private final PersonalData personal;
  private final PaymentProvider provider;

  Payments(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Orders orders,
      PersonalData personal,
      PaymentProvider provider) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.orders = orders;
    this.personal = personal;
    this.provider = provider;
  }

  /** The payments of an order, refunded ones too; empty where it was never charged. */
  public List<PaymentRecord> of(String orderId) {
    return jdbc.query(
        "select * from payment.payment where order_id = ? and payment_id is not null",
        RECORD,
        orderId);
  }

  /**
   * Charges the order's total.
   *
   * @throws StepRefusedException where the provider declines
   * @throws StepFencedException where the order was refunded before, or its customer erased
   * @throws dev.caravan.order.StepUnavailableException where the provider does not answer
   */
  public void charge(Order order, Actor actor) {
    if (!(personal.token(order) instanceof Personal.Clear<String> token)) {
      // data are erased only once an order has ended: this step comes late
      throw new StepFencedException(order.orderId());
    }
    PaymentProvider.Charge charge =
        provider.charge(
            order.orderId(), order.placed().total(), order.placed().currency(), token.value());
    if (charge instanceof PaymentProvider.Charge.Declined declined) {
      Failure failure = new Failure(STEP, Failure.PAYMENT_DECLINED, declined.reason());
      orders.record(order.orderId(), new PaymentDeclined(failure), actor);
      throw new StepRefusedException(failure);
    }
    String paymentId = ((PaymentProvider.Charge.Charged) charge).paymentId();
    transaction.executeWithoutResult(status -> recordCharge(order, paymentId, actor));
  }

  private void recordCharge(Order order, String paymentId, Actor actor) {
    String orderId = order.orderId();
    int inserted =
        jdbc.update(
            "insert into payment.payment values (?, ?, ?, ?, 'CHARGED') on conflict do nothing",
            orderId,
            paymentId,
            order.placed().total(),
            order.placed().currency());
    if (inserted == 1) {
      orders.record(
          orderId,
          new PaymentCharged(paymentId, order.placed().total(), order.placed().currency()),
          actor);
    } else if (!isCharged(orderId)) {
      throw new StepFencedException(orderId);
    }
  }

  private boolean isCharged(String orderId) {
    return jdbc.queryForList(
            "select status from payment.payment where order_id = ?", String.class, orderId)
        .contains("CHARGED");
  }

  /** Gives back what was charged; where nothing was, makes sure that nothing will be. */
  public void refund(String orderId, Actor actor) {
    provider.refund(orderId);
    transaction.executeWithoutResult(status -> recordRefund(orderId, actor));
  }

  private void recordRefund(String orderId, Actor actor) {
    int fenced =
        jdbc.update(
            "insert into payment.payment (order_id, status) values (?, 'REFUNDED')"
                + " on conflict do nothing",
            orderId);
    if (fenced == 1) {
      return;
    }
    jdbc.query(
            "update payment.payment set status = 'REFUNDED'"
                + " where order_id = ? and status = 'CHARGED' returning *",
            RECORD,
            orderId)
        .forEach(
            refunded ->
                orders.record(
                    orderId,
                    new PaymentRefunded(
                        refunded.paymentId(), refunded.amount(), refunded.currency()),
                    actor));
  }
}
