package dev.caravan.journal;

import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** DOWN where a group of consumers stands still in this process, with what stops it. */
@Component
class SubscriptionsHealthIndicator implements HealthIndicator {
  private final Subscriptions subscriptions;

  SubscriptionsHealthIndicator(Subscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  @Override
  public Health health() {
    Map<String, String> failures = subscriptions.failures();
    return failures.isEmpty() ? Health.up().build() : Health.down().withDetails(failures).build();
  }
}
