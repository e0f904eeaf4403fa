package dev.caravan.benchmark;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.support.service.ServiceSupport;

/**
 * No saga at all, in the place where the routes expect one: it notes which steps an order has
 * passed, and at the end calls their completions or compensations on the same thread.
 */
final class DirectCalls extends ServiceSupport implements CamelSagaService {
  private final Map<String, CamelSagaCoordinator> orders = new ConcurrentHashMap<>();
  private final ProducerTemplate template;
  private CamelContext context;

  DirectCalls(ProducerTemplate template) {
    this.template = template;
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> newSaga(Exchange exchange) {
    String id = UUID.randomUUID().toString();
    CamelSagaCoordinator order = new DirectOrder(id, template, () -> orders.remove(id));
    orders.put(id, order);
    return CompletableFuture.completedFuture(order);
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> getSaga(String id) {
    return CompletableFuture.completedFuture(orders.get(id));
  }

  @Override
  public void registerStep(CamelSagaStep step) {
    // nobody calls a step from outside
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    context = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }
}
