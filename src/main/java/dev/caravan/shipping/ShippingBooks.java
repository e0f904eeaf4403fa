package dev.caravan.shipping;

import dev.caravan.order.Effect;
import dev.caravan.order.OrderBooks;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The shipments, for comparison. */
@Component
class ShippingBooks extends OrderBooks {
  ShippingBooks(JdbcTemplate jdbc) {
    super(
        Effect.SHIPMENT,
        jdbc,
        "shipping.shipment",
        Map.of("SCHEDULED", Entry.TAKEN, "CANCELLED", Entry.UNDONE));
  }
}
