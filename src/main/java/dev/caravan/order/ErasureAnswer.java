package dev.caravan.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of erasing a customer's personal data. */
public sealed interface ErasureAnswer {

  /**
   * What was sealed is erased, now or before.
   *
   * @param at when the key was destroyed; null where there never was one
   * @param ordersInClear how many orders are not, because they are from before there was a seal
   */
  record Erased(@Nullable Instant at, long ordersInClear) implements ErasureAnswer {}

  /** Orders of the customer have not ended and need the data; nothing was changed. */
  record OrdersOpen(long orders) implements ErasureAnswer {}

  /** No order was ever taken from that customer. */
  record UnknownCustomer() implements ErasureAnswer {}
}
