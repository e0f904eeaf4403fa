package dev.caravan.routing;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up when every route runs. */
@Component("flows")
class FlowsHealthIndicator implements HealthIndicator {
  private final CamelContext context;

  FlowsHealthIndicator(CamelContext context) {
    this.context = context;
  }

  @Override
  public Health health() {
    List<String> idle =
        context.getRoutes().stream()
            .map(Route::getRouteId)
            .filter(id -> !context.getRouteController().getRouteStatus(id).isStarted())
            .toList();
    return context.isStarted() && idle.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("notRunning", idle).build();
  }
}
