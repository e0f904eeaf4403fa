package dev.caravan.testing;

import dev.caravan.order.StepHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InterceptStrategy;

/**
 * Stands around the work of every route (its {@code process} node): notes that it ran, and does
 * before or after it what a test asks for, such as to throw.
 */
public final class RouteFaults implements InterceptStrategy {
  private final Map<String, Processor> before = new ConcurrentHashMap<>();
  private final Map<String, Processor> after = new ConcurrentHashMap<>();
  private final List<String> ran = new CopyOnWriteArrayList<>();

  public void before(String route, Processor fault) {
    before.put(route, fault);
  }

  public void after(String route, Processor fault) {
    after.put(route, fault);
  }

  public void behave() {
    before.clear();
    after.clear();
    ran.clear();
  }

  /** The routes whose work was begun for an order, in order; timers are none of it. */
  public List<String> ran() {
    return List.copyOf(ran);
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode node, Processor target, Processor nextTarget) {
    if (!(node instanceof ProcessDefinition work)) {
      return target;
    }
    RouteDefinition route = ProcessorDefinitionHelper.getRoute(work);
    if (route == null) {
      // what a route configuration does about errors
      return target;
    }
    return exchange -> around(route.getRouteId(), target, exchange);
  }

  private void around(String route, Processor work, Exchange exchange) throws Exception {
    if (exchange.getMessage().getHeader(StepHeaders.ORDER_ID) != null) {
      ran.add(route);
    }
    run(before.get(route), exchange);
    work.process(exchange);
    if (exchange.getException() == null) {
      run(after.get(route), exchange);
    }
  }

  private static void run(Processor fault, Exchange exchange) throws Exception {
    if (fault != null) {
      fault.process(exchange);
    }
  }
}
