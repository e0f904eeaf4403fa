package dev.caravan.saga;

import dev.caravan.order.StepHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.support.PatternHelper;
import org.jspecify.annotations.Nullable;

/** The headers that say to which saga an exchange belongs, and what the saga is about. */
public final class SagaHeader {
  private SagaHeader() {}

  /**
   * Whether a header's name, or a pattern of names as Camel reads it, means that header; who sets,
   * reads or removes it steers the saga.
   */
  public static boolean isMeantBy(String nameOrPattern) {
    return PatternHelper.matchPattern(Exchange.SAGA_LONG_RUNNING_ACTION, nameOrPattern);
  }

  /** What a saga that begins now is about: an order's id or a process's key. */
  static @Nullable String key(Exchange exchange) {
    String orderId = StepHeaders.orderId(exchange);
    return orderId == null
        ? exchange.getMessage().getHeader(ProcessHeaders.KEY, String.class)
        : orderId;
  }
}
