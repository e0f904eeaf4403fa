package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.snakeyaml.engine.v2.nodes.Node;
import org.springframework.stereotype.Component;

/** Whether a flow fits with the other flows and the built-in routes. */
@Component
class FlowReferences {
  private static final String DIRECT = "direct://";
  private static final String NOT_OFFERED =
      " is not for flows; a flow may call the routes of its own file, and ";

  private final CamelContext context;
  private final LoadedRevisions revisions;

  FlowReferences(CamelContext context, LoadedRevisions revisions) {
    this.context = context;
    this.revisions = revisions;
  }

  /**
   * @throws InvalidFlowException where it takes a name that is taken, calls one that is not there,
   *     or lacks one that another flow calls
   */
  void check(String flow, FlowShape shape) {
    Map<String, FlowShape> others = revisions.activeShapes();
    FlowShape before = others.remove(flow);
    Set<String> routes = new HashSet<>();
    Set<String> endpoints = new HashSet<>();
    Set<String> callable = new TreeSet<>();
    for (Route route : context.getRoutes()) {
      String uri = route.getEndpoint().getEndpointUri();
      if (route.getRouteId().indexOf(RouteNames.REVISION) < 0) {
        routes.add(route.getRouteId());
        if (uri.startsWith(DIRECT)) {
          endpoints.add(uri.substring(DIRECT.length()));
          if (RouteNames.STEPS.equals(route.getGroup())) {
            callable.add(uri.substring(DIRECT.length()));
          }
        }
      }
    }
    for (FlowShape other : others.values()) {
      routes.addAll(other.routes().keySet());
      endpoints.addAll(other.direct().keySet());
      callable.addAll(other.direct().keySet());
    }
    Findings findings = new Findings();
    taken(shape.routes(), routes, "the route ", findings);
    taken(shape.direct(), endpoints, "the endpoint direct:", findings);
    shape
        .calls()
        .forEach(
            (name, at) -> {
              if (!endpoints.contains(name)) {
                findings.add(at, "direct:" + name + ": no route begins with it");
              } else if (!callable.contains(name)) {
                findings.add(at, "direct:" + name + NOT_OFFERED + String.join(", ", callable));
              }
            });
    findings.throwIfAny();
    if (before != null) {
      Set<String> gone = new HashSet<>(before.direct().keySet());
      gone.removeAll(shape.direct().keySet());
      needed(gone, others);
    }
  }

  private static void taken(
      Map<String, Node> names, Set<String> taken, String what, Findings findings) {
    names.forEach(
        (name, at) -> {
          if (taken.contains(name)) {
            findings.add(at, what + name + " is there already, in another flow or built in");
          }
        });
  }

  private static void needed(Set<String> gone, Map<String, FlowShape> others) {
    others.forEach(
        (other, shape) ->
            shape.calls().keySet().stream()
                .filter(gone::contains)
                .findFirst()
                .ifPresent(
                    name -> {
                      throw new InvalidFlowException(
                          List.of(
                              new Finding(
                                  1,
                                  1,
                                  "direct:" + name + " is missing; flow " + other + " calls it")));
                    }));
  }

  /**
   * Whether a flow can go.
   *
   * @throws InvalidFlowException where another flow calls it
   */
  void checkRetirement(String flow) {
    Map<String, FlowShape> others = revisions.activeShapes();
    FlowShape going = others.remove(flow);
    if (going != null) {
      needed(going.direct().keySet(), others);
    }
  }
}
