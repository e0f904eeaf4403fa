package dev.caravan.routing;

import dev.caravan.saga.SagaBlocks;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaActionUriDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Builds the routes of revisions, which run side by side: the ids and the local endpoints of a file
 * get the revision into their names before Camel has the routes.
 */
@Component
class RevisionRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(RevisionRoutes.class);
  private static final Pattern LOCAL = Pattern.compile("(direct|seda):(?://)?([A-Za-z0-9_-]+)(.*)");

  private final CamelContext context;
  private final Consumer<ProcessorDefinition<?>> changes;

  @Autowired
  RevisionRoutes(CamelContext context) {
    this(context, step -> {});
  }

  /**
   * @param changes is given each step before it is built
   */
  RevisionRoutes(CamelContext context, Consumer<ProcessorDefinition<?>> changes) {
    this.context = context;
    this.changes = changes;
  }

  /**
   * Builds and starts a revision. Nothing of it is left where that fails.
   *
   * @return the ids of its routes
   */
  List<String> start(RevisionId revision, FlowShape shape, String yaml) throws Exception {
    Resource text =
        ResourceHelper.fromBytes(
            revision.flow() + ".camel.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    Collection<RoutesBuilder> builders =
        PluginHelper.getRoutesLoader(context).findRoutesBuilders(text);
    List<String> ids = shape.routes().keySet().stream().map(revision::scoped).toList();
    try {
      for (RoutesBuilder builder : builders) {
        RouteBuilder routes = (RouteBuilder) builder;
        List<RouteDefinition> all = routes.configureRoutes(context).getRoutes();
        Set<String> callbacks = callbacks(all);
        for (RouteDefinition route : all) {
          configure(route, callbacks, routes);
          scope(route, revision, shape);
        }
        routes.addRoutesToCamelContext(context);
      }
      return ids;
    } catch (Exception e) {
      remove(ids);
      throw e;
    }
  }

  /** The endpoints that the coordinator calls. */
  private static Set<String> callbacks(List<RouteDefinition> routes) {
    return routes.stream()
        .flatMap(route -> SagaBlocks.of(route).stream())
        .flatMap(saga -> Stream.of(saga.getCompensation(), saga.getCompletion()))
        .filter(Objects::nonNull)
        .map(SagaActionUriDefinition::getUri)
        .collect(Collectors.toSet());
  }

  /** What a flow does about errors where it does not say: whoever calls back tries again itself. */
  private static void configure(RouteDefinition route, Set<String> callbacks, RouteBuilder routes) {
    if (route.getRouteConfigurationId() == null) {
      route.setRouteConfigurationId(
          callbacks.contains(route.getInput().getUri()) ? "compensations" : "steps");
      // the file was read without it
      route.markUnprepared();
      routes.getRouteCollection().prepareRoute(route);
    }
  }

  private void scope(RouteDefinition route, RevisionId revision, FlowShape shape) {
    String authored = route.getRouteId();
    int sends = 0;
    route.setId(revision.scoped(authored));
    route.getInput().setUri(scope(route.getInput().getUri(), revision, shape));
    for (ProcessorDefinition<?> step :
        ProcessorDefinitionHelper.filterTypeInOutputs(
            route.getOutputs(), ProcessorDefinition.class)) {
      if (step instanceof ToDefinition && !step.hasCustomIdAssigned()) {
        // Camel's own ids count all of the JVM; what a step sends must be known again
        step.setId(authored + ".to" + ++sends);
      }
      if (step.hasCustomIdAssigned()) {
        step.setId(revision.scoped(step.getId()));
      }
      if (step instanceof ToDefinition to) {
        to.setUri(scope(to.getUri(), revision, shape));
      } else if (step instanceof SagaDefinition saga) {
        saga.setCompensation(scope(saga.getCompensation(), revision, shape));
        saga.setCompletion(scope(saga.getCompletion(), revision, shape));
      }
      changes.accept(step);
    }
  }

  private static SagaActionUriDefinition scope(
      SagaActionUriDefinition action, RevisionId revision, FlowShape shape) {
    return action == null || SagaRule.NONE.equals(action.getUri())
        ? null
        : new SagaActionUriDefinition(scope(action.getUri(), revision, shape));
  }

  private static String scope(String uri, RevisionId revision, FlowShape shape) {
    Matcher parts = LOCAL.matcher(uri);
    if (!parts.matches()) {
      return uri;
    }
    String name = parts.group(2);
    boolean own =
        parts.group(1).equals("direct")
            ? shape.direct().containsKey(name)
            : shape.seda().contains(name);
    return own ? parts.group(1) + ":" + revision.scoped(name) + parts.group(3) : uri;
  }

  /** Whether an exchange is in one of the routes. */
  boolean areBusy(Collection<String> ids) {
    return ids.stream().anyMatch(id -> context.getInflightRepository().size(id) > 0);
  }

  /** Takes routes away, those that are there. */
  void remove(Collection<String> ids) {
    for (String id : ids) {
      try {
        if (context.getRoute(id) != null) {
          context.getRouteController().stopRoute(id);
          context.removeRoute(id);
        }
      } catch (Exception e) {
        LOG.warn("route {} cannot be removed", id, e);
      }
    }
  }
}
