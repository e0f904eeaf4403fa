package dev.caravan.order;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Orders as this process last committed them, so that the steps of an order need not fold its
 * stream anew each time. Only a guess, because another process may have gone on: whoever uses it
 * appends at the version that it remembers, or looks again.
 */
@Component
class RecentOrders {
  private final Cache<String, Order> orders =
      Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(1)).maximumSize(10_000).build();

  @Nullable Order find(String orderId) {
    return orders.getIfPresent(orderId);
  }

  void remember(Order committed) {
    orders.put(committed.orderId(), committed);
  }
}
