package dev.caravan.saga;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.CamelSagaStep;

/** Sagas in memory, of which nothing is logged, enlisted or called back. */
public final class RehearsedSagas implements CamelSagaService {
  private final Map<String, RehearsedSaga> open = new ConcurrentHashMap<>();
  private CamelContext context;

  @Override
  public CompletableFuture<CamelSagaCoordinator> newSaga(Exchange exchange) {
    RehearsedSaga saga =
        new RehearsedSaga(UUID.randomUUID().toString(), Rehearsal.of(exchange), open::remove);
    open.put(saga.getId(), saga);
    saga.started(exchange);
    return CompletableFuture.completedFuture(saga);
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> getSaga(String id) {
    RehearsedSaga saga = open.get(id);
    return saga == null
        ? CompletableFuture.failedFuture(new ForeignSagaException())
        : CompletableFuture.completedFuture(saga);
  }

  @Override
  public void registerStep(CamelSagaStep step) {
    // nothing is called back
  }

  @Override
  public void start() {
    // there is nothing to start
  }

  @Override
  public void stop() {
    // see start
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
