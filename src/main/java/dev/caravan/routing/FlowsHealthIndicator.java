package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Up when every route runs that new orders may need, the default flow among them, and the settings
 * of the steps lead to routes that there are.
 */
@Component("flows")
class FlowsHealthIndicator implements HealthIndicator {
  private static final Logger LOG = LoggerFactory.getLogger(FlowsHealthIndicator.class);

  private static final String DIRECT = "direct:";

  private static final List<String> STEPS =
      List.of(
          "caravan.step.inventory.reserve",
          "caravan.step.inventory.return",
          "caravan.step.payment.charge",
          "caravan.step.payment.return",
          "caravan.step.shipping.schedule",
          "caravan.step.shipping.recall");

  private final CamelContext context;
  private final LoadedRevisions revisions;

  /** As told last. */
  private volatile List<String> astray = List.of();

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
    List<String> astray = astray();
    return context.isStarted() && complete && idle.isEmpty() && astray.isEmpty()
        ? Health.up().build()
        : Health.down()
            .withDetail("notRunning", complete ? idle : List.of(Flows.DEFAULT))
            .withDetail("leadNowhere", astray)
            .build();
  }

  private List<String> astray() {
    List<String> found = STEPS.stream().filter(this::leadsNowhere).toList();
    if (!found.equals(astray)) {
      astray = found;
      LOG.warn("no route is there for these settings: {}", found);
    }
    return found;
  }

  // Camel would wait half a minute for such a route, in each order
  private boolean leadsNowhere(String step) {
    String endpoint = context.resolvePropertyPlaceholders("{{" + step + "}}");
    if (!endpoint.startsWith(DIRECT)) {
      return false;
    }
    String name = endpoint.substring(DIRECT.length()).replaceFirst("^//", "");
    return revisions.activeName(name) == null
        && context.getRoutes().stream()
            .noneMatch(route -> route.getEndpoint().getEndpointUri().equals("direct://" + name));
  }
}
