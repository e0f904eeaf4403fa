package dev.caravan.routing;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up when every route runs, that of the default flow among them. */
@Component("flows")
class FlowsHealthIndicator implements HealthIndicator {
  private static final String DEFAULT_FLOW = "order-fulfilment";

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
    boolean complete = context.getRoute(DEFAULT_FLOW) != null;
    return context.isStarted() && complete && idle.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("notRunning", complete ? idle : List.of(DEFAULT_FLOW)).build();
  }
}
