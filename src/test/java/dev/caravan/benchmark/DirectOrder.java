package dev.caravan.benchmark;

import dev.caravan.order.StepHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaStep;

/** One order's way through {@link DirectCalls}. */
final class DirectOrder implements CamelSagaCoordinator {
  private final String id;
  private final ProducerTemplate template;
  private final Runnable ended;
  private final Deque<CamelSagaStep> passed = new ArrayDeque<>();

  DirectOrder(String id, ProducerTemplate template, Runnable ended) {
    this.id = id;
    this.template = template;
    this.ended = ended;
  }

  @Override
  public CompletableFuture<Void> beginStep(Exchange exchange, CamelSagaStep step) {
    passed.push(step);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> complete(Exchange exchange) {
    return end(exchange, CamelSagaStep::getCompletion);
  }

  @Override
  public CompletableFuture<Void> compensate(Exchange exchange) {
    return end(exchange, CamelSagaStep::getCompensation);
  }

  private CompletableFuture<Void> end(
      Exchange exchange, Function<CamelSagaStep, Optional<Endpoint>> action) {
    ended.run();
    String orderId = StepHeaders.orderId(exchange);
    for (CamelSagaStep step : passed) {
      Optional<Endpoint> endpoint = action.apply(step);
      if (endpoint.isPresent()) {
        Exchange answer =
            template.send(
                endpoint.get(), call -> call.getMessage().setHeader(StepHeaders.ORDER_ID, orderId));
        if (answer.getException() != null) {
          return CompletableFuture.failedFuture(answer.getException());
        }
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public String getId() {
    return id;
  }
}
