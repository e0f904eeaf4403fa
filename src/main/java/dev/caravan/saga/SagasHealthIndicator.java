package dev.caravan.saga;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** DEGRADED while there are discrepancies, with their number by kind. */
@Component
class SagasHealthIndicator implements HealthIndicator {
  private final SagaReconciler reconciler;

  SagasHealthIndicator(SagaReconciler reconciler) {
    this.reconciler = reconciler;
  }

  @Override
  public Health health() {
    Map<String, Long> kinds =
        reconciler.discrepancies().stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.kind().name(), TreeMap::new, Collectors.counting()));
    return kinds.isEmpty()
        ? Health.up().build()
        : Health.status("DEGRADED").withDetails(kinds).build();
  }
}
