package dev.caravan.order;

import dev.caravan.journal.JournalHeaders;
import org.apache.camel.Exchange;

/** What the exchanges of steps and compensations carry besides the body. */
public final class StepHeaders {
  /**
   * The order's id. Plain enough for a saga option that travels in a URL, which is how stock
   * camel-lra sends it back with a compensation.
   */
  public static final String ORDER_ID = "orderId";

  private StepHeaders() {}

  /** The order that the exchange is about. */
  public static String orderId(Exchange exchange) {
    return exchange.getMessage().getHeader(ORDER_ID, String.class);
  }

  /** Who acts: a participant, within the exchange's saga. */
  public static Actor actor(String name, Exchange exchange) {
    return new Actor(name, exchange.getMessage().getHeader(JournalHeaders.SAGA_ID, String.class));
  }
}
