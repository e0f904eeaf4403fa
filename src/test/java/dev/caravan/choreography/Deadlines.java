package dev.caravan.choreography;

import dev.caravan.order.OpenOrders;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.BeanFactory;

/** Lets the time of choreographed orders run out. */
public final class Deadlines {
  private Deadlines() {}

  /** What the sweep would do a minute from now. */
  public static void pass(BeanFactory beans) {
    new OrderReactions(
            beans.getBean(Outcomes.class),
            beans.getBean(OpenOrders.class),
            Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1)),
            beans.getBean(ChoreographyProperties.class),
            Duration.ofSeconds(30))
        .sweep();
  }
}
