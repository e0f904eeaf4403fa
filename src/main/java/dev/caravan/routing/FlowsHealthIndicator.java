package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up when every route runs that new orders may need, the default flow among them. */
@Component("flows")
class FlowsHealthIndicator implements HealthIndicator {
  private final CamelContext context;
  private final LoadedRevisions revisions;

  FlowsHealthIndicator(CamelContext context, LoadedRevisions revisions) {
    this.context = context;
    this.revisions = revisions;
  }

  @Override
  public Health health() {
    List<String> needed = new ArrayList<>(revisions.activeRoutes());
    for (Route route : context.getRoutes()) {
      if (route.getRouteId().indexOf(RouteNames.REVISION) < 0) {
        needed.add(route.getRouteId());
      }
    }
    List<String> idle =
        needed.stream()
            .filter(id -> !context.getRouteController().getRouteStatus(id).isStarted())
            .map(RouteNames::authored)
            .toList();
    boolean complete = revisions.takesDefault();
    return context.isStarted() && complete && idle.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("notRunning", complete ? idle : List.of(Flows.DEFAULT)).build();
  }
}
