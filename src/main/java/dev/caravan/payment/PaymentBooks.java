package dev.caravan.payment;

import dev.caravan.order.Effect;
import dev.caravan.order.OrderBooks;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The payments, for comparison. */
@Component
class PaymentBooks extends OrderBooks {
  PaymentBooks(JdbcTemplate jdbc) {
    super(
        Effect.PAYMENT,
        jdbc,
        "payment.payment",
        Map.of("CHARGED", Entry.TAKEN, "REFUNDED", Entry.UNDONE));
  }
}
