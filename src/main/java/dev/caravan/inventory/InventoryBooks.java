package dev.caravan.inventory;

import dev.caravan.order.Effect;
import dev.caravan.order.OrderBooks;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The reservations, for comparison. */
@Component
class InventoryBooks extends OrderBooks {
  InventoryBooks(JdbcTemplate jdbc) {
    super(
        Effect.STOCK,
        jdbc,
        "inventory.reservation",
        Map.of("RESERVED", Entry.HELD, "COMMITTED", Entry.TAKEN, "RELEASED", Entry.UNDONE));
  }
}
