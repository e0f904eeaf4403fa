package dev.caravan.routing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.saga.RefuseRoute;
import dev.caravan.saga.Rehearsal;
import dev.caravan.saga.RehearsedSagas;
import dev.caravan.saga.SagaBlocks;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.bean.BeanComponent;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.ExplicitCamelContextNameStrategy;
import org.apache.camel.model.DelayDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaActionUriDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A CamelContext in which flows can be tried and have no effect: beside {@code direct:} and {@code
 * seda:} it has no endpoint but {@link AnsweringEndpoint}, it waits for nothing, its sagas are in
 * memory, and all of it is gone once it is closed.
 */
final class DryContext implements AutoCloseable {
  static final String DIRECT = "direct://";
  private static final long CLOSING_MILLIS = 300;

  private final CamelContext running;
  private final DefaultCamelContext context = new DefaultCamelContext(false);
  private final RevisionRoutes routes = new RevisionRoutes(context, this::change);
  private boolean parallel;

  /**
   * @param running the one in which the flow would run
   */
  DryContext(CamelContext running) throws Exception {
    this.running = running;
    try {
      begin();
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private void begin() throws Exception {
    context.setNameStrategy(new ExplicitCamelContextNameStrategy("dry-run"));
    context.disableJMX();
    // Camel would configure what stands in the place of a component as if it were that one
    context.setAutowiredEnabled(false);
    context.setGlobalOptions(running.getGlobalOptions());
    context.getPropertiesComponent().addPropertiesSource(new RunningSettings(running));
    running
        .getRegistry()
        .findByTypeWithName(ObjectMapper.class)
        .forEach(context.getRegistry()::bind);
    context
        .getCamelContextExtension()
        .addContextPlugin(ComponentResolver.class, (name, of) -> component(name));
    context
        .getCamelContextExtension()
        .addInterceptStrategy((of, node, target, next) -> new Checked(target));
    context.addService(new RehearsedSagas());
    context.getShutdownStrategy().setTimeUnit(TimeUnit.MILLISECONDS);
    context.getShutdownStrategy().setTimeout(CLOSING_MILLIS);
    context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
    context.getShutdownStrategy().setLogInflightExchangesOnTimeout(false);
    context.getExecutorServiceManager().setShutdownAwaitTermination(CLOSING_MILLIS);
    context.addRoutesConfigurations(new Policies());
    context.start();
  }

  private static Component component(String name) {
    return switch (name) {
      case "direct" -> new DirectComponent();
      case "seda" -> {
        SedaComponent seda = new SedaComponent();
        // where nobody takes from it
        seda.setDefaultDiscardWhenFull(true);
        yield seda;
      }
      case "bean" -> new ExpressionBeans();
      default -> new AnsweringComponent(name);
    };
  }

  /** Adds a revision. */
  void add(RevisionId id, FlowShape shape, String yaml) throws Exception {
    routes.start(id, shape, yaml);
  }

  /** Names of {@code direct:} endpoints that its routes name and with which none of them begins. */
  Set<String> missing() {
    Set<String> names = directNames(context.getEndpoints().stream());
    names.removeAll(directNames(context.getRoutes().stream().map(Route::getEndpoint)));
    return names;
  }

  private static Set<String> directNames(Stream<Endpoint> endpoints) {
    return endpoints
        .map(Endpoint::getEndpointUri)
        .filter(uri -> uri.startsWith(DIRECT))
        .map(uri -> uri.substring(DIRECT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Makes a {@code direct:} name mean what another one does. */
  void alias(String name, String meant) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:" + name).routeConfigurationId("steps").to("direct:" + meant);
          }
        });
  }

  /** Adds what stands in the place of a built-in step. */
  void addStep(String name, String routeId) throws Exception {
    if (routeId.equals(RefuseRoute.NAME)) {
      context.addRoutes(new RefuseRoute());
      return;
    }
    SagaDefinition saga = SagaBlocks.first(running, routeId).orElse(null);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            RouteDefinition route =
                from("direct:" + name).routeId(routeId).routeConfigurationId("steps");
            if (saga == null) {
              route.process(Rehearsal::answerStep);
            } else {
              SagaDefinition block = route.saga();
              block.setPropagation(saga.getPropagation());
              block.setCompensation(copy(saga.getCompensation()));
              block.setCompletion(copy(saga.getCompletion()));
              block.process(Rehearsal::answerStep);
            }
          }
        });
  }

  private static @Nullable SagaActionUriDefinition copy(@Nullable SagaActionUriDefinition action) {
    return action == null ? null : new SagaActionUriDefinition(action.getUri());
  }

  /** A thread that is gone with the context, once what it does ends or can be interrupted. */
  ExecutorService thread() {
    return context.getExecutorServiceManager().newSingleThreadExecutor(this, "dry-run");
  }

  /** Sends an order into a flow and comes back when it has gone through. */
  void send(String endpoint, Rehearsal order) {
    context.createFluentProducerTemplate().to(endpoint).withProcessor(order::enter).send();
  }

  /** Whether steps of the flow run at once, so that their order says nothing. Here they do not. */
  boolean isParallel() {
    return parallel;
  }

  private void change(ProcessorDefinition<?> step) {
    if (step instanceof DelayDefinition delay) {
      delay.setExpression(new ConstantExpression("0"));
    } else if (step instanceof LogDefinition log) {
      log.setLoggingLevel("OFF");
    } else if (step instanceof MulticastDefinition multicast) {
      parallel |= Boolean.parseBoolean(multicast.getParallelProcessing());
      multicast.setParallelProcessing("false");
    } else if (step instanceof SplitDefinition split) {
      parallel |= Boolean.parseBoolean(split.getParallelProcessing());
      split.setParallelProcessing("false");
    }
  }

  @Override
  public void close() {
    context.stop();
  }

  /** What the routes of a revision do about errors, without trying again or a word in the log. */
  private static final class Policies extends RouteConfigurationBuilder {
    @Override
    public void configuration() {
      for (String name : new String[] {"steps", "compensations"}) {
        routeConfiguration(name).errorHandler(defaultErrorHandler().logExhausted(false));
      }
    }
  }

  /** What simple reads the members of a body by; as an endpoint it has no effect either. */
  private static final class ExpressionBeans extends BeanComponent {
    @Override
    protected Endpoint createEndpoint(
        String uri, String remaining, Map<String, Object> parameters) {
      parameters.clear();
      return new AnsweringEndpoint(uri, this, "bean");
    }
  }

  /** The settings of the running context. */
  private record RunningSettings(CamelContext running) implements PropertiesSource {
    @Override
    public String getName() {
      return "running";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return running.getPropertiesComponent().resolveProperty(name).orElse(null);
    }
  }

  /** Stands before each step, so that also a loop is stopped. */
  private static final class Checked extends DelegateAsyncProcessor {
    Checked(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      try {
        Rehearsal.check(exchange);
      } catch (IllegalStateException e) {
        exchange.setException(e);
        callback.done(true);
        return true;
      }
      return super.process(exchange, callback);
    }
  }
}
