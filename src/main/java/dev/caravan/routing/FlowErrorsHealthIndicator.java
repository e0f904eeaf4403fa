package dev.caravan.routing;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Degraded while a flow's file is refused: the last good revision serves, but not what is there.
 */
@Component("flowErrors")
class FlowErrorsHealthIndicator implements HealthIndicator {
  private final Flows flows;

  FlowErrorsHealthIndicator(Flows flows) {
    this.flows = flows;
  }

  @Override
  public Health health() {
    Map<String, String> errors = new TreeMap<>();
    for (FlowStatus flow : flows.all()) {
      if (flow.lastError() != null) {
        errors.put(flow.name(), flow.lastError());
      }
    }
    return errors.isEmpty()
        ? Health.up().build()
        : Health.status("DEGRADED").withDetail("refused", errors).build();
  }
}
