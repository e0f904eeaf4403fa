package dev.caravan.saga;

import java.util.Collection;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;

/** The saga blocks of routes, as their models have them. */
public final class SagaBlocks {
  /** The option of an order flow's block that says what becomes of a saga whose process is gone. */
  public static final String RECOVERY = "recovery";

  /** The one value of {@link #RECOVERY}: the flow is run again. */
  public static final String FORWARD = "forward";

  private SagaBlocks() {}

  /** All of a route, the outermost first. */
  public static Collection<SagaDefinition> of(RouteDefinition route) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SagaDefinition.class);
  }

  /** The outermost of a route that a context has; empty where it has none. */
  public static Optional<SagaDefinition> first(CamelContext context, String routeId) {
    RouteDefinition route =
        context
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(routeId);
    return of(route).stream().findFirst();
  }
}
