package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.util.StringHelper;
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

  /** The settings that lead nowhere, as told last. */
  private volatile List<String> told = List.of();

  FlowsHealthIndicator(CamelContext context, LoadedRevisions revisions) {
    this.context = context;
    this.revisions = revisions;
  }

  @Override
  public Health health() {
    List<String> needed = new ArrayList<>(revisions.activeRoutes());
    Set<String> endpoints = new HashSet<>();
    for (Route route : context.getRoutes()) {
      endpoints.add(route.getEndpoint().getEndpointUri());
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
    List<String> nowhere = STEPS.stream().filter(step -> leadsNowhere(step, endpoints)).toList();
    if (context.isStarted() && complete) {
      tell(nowhere);
    }
    return context.isStarted() && complete && idle.isEmpty() && nowhere.isEmpty()
        ? Health.up().build()
        : Health.down()
            .withDetail("notRunning", complete ? idle : List.of(Flows.DEFAULT))
            .withDetail("leadNowhere", nowhere)
            .build();
  }

  // Camel would wait half a minute for such a route, in each order
  private boolean leadsNowhere(String step, Set<String> endpoints) {
    String endpoint = context.resolvePropertyPlaceholders("{{" + step + "}}");
    if (!endpoint.startsWith(DIRECT)) {
      return false;
    }
    String name = StringHelper.before(endpoint, "?", endpoint).replaceFirst("^direct:(//)?", "");
    return revisions.activeName(name) == null && !endpoints.contains("direct://" + name);
  }

  private void tell(List<String> nowhere) {
    if (!nowhere.isEmpty() && !nowhere.equals(told)) {
      LOG.warn("no route is there for these settings: {}", nowhere);
    }
    told = nowhere;
  }
}
