package dev.caravan.payment;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.OrderEvent;
import dev.caravan.order.OrderEvent.PaymentCharged;
import dev.caravan.order.OrderEvent.PaymentRefunded;
import dev.caravan.order.OrderEventCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes payments from the journal again; the provider is not asked. */
@Component
class PaymentReplay implements Replay, CallbackReplay {
  private static final String REFUND = "payment-refund";

  /** What to look at: reading an event takes longer than anything else here. */
  private static final Set<String> TYPES = Set.of("PaymentCharged", "PaymentRefunded");

  private final JdbcTemplate jdbc;

  PaymentReplay(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void clear() {
    jdbc.update("delete from payment.payment");
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    List<Object[]> charged = new ArrayList<>();
    List<Object[]> refunded = new ArrayList<>();
    for (RecordedEvent recorded : events) {
      String orderId = OrderEventCodec.orderId(recorded);
      if (orderId == null || !TYPES.contains(recorded.type())) {
        continue;
      }
      OrderEvent event = OrderEventCodec.read(recorded);
      if (event instanceof PaymentCharged e) {
        charged.add(new Object[] {orderId, e.paymentId(), e.amount(), e.currency()});
      } else if (event instanceof PaymentRefunded) {
        refunded.add(new Object[] {orderId});
      }
    }
    jdbc.batchUpdate("insert into payment.payment values (?, ?, ?, ?, 'CHARGED')", charged);
    jdbc.batchUpdate("update payment.payment set status = 'REFUNDED' where order_id = ?", refunded);
  }

  @Override
  public void called(List<Callback> callbacks) {
    jdbc.batchUpdate(
        "insert into payment.payment (order_id, status) values (?, 'REFUNDED')"
            + " on conflict do nothing",
        callbacks.stream()
            .filter(callback -> callback.endpoint().equals(REFUND))
            .map(callback -> new Object[] {callback.orderId()})
            .toList());
  }
}
