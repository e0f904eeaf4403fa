package dev.caravan.choreography;

import dev.caravan.order.OpenOrders;
import java.time.Duration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lets the time of a choreographed order run out. */
public final class Deadlines {
  private Deadlines() {}

  /** What the sweep would do to it a minute from now. */
  public static void pass(BeanFactory beans, String orderId) {
    beans
        .getBean(JdbcTemplate.class)
        .update(
            "update orders.open_order set open_since = open_since - interval '1 minute'"
                + " where order_id = ?",
            orderId);
    new OrderReactions(
            beans.getBean(Outcomes.class),
            beans.getBean(OpenOrders.class),
            beans.getBean(ChoreographyProperties.class),
            Duration.ofSeconds(30))
        .sweep();
  }
}
