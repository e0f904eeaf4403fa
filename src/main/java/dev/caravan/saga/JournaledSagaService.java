package dev.caravan.saga;

import dev.caravan.journal.JournalHeaders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.CamelSagaStep;
import org.springframework.util.IdGenerator;

/**
 * Logs every saga, whatever route it is in, and hands it on.
 *
 * <p>All routes of a context share it, and Camel stops the saga service of any route that is
 * stopped or reloaded; so its stop waits for the context's own.
 */
class JournaledSagaService implements CamelSagaService {
  private final CamelSagaService sagas;
  private final SagaLog log;
  private final IdGenerator ids;
  private final SagaLeases leases;
  private final Duration limit;
  private final EnlistedSteps enlisted = new EnlistedSteps();
  private CamelContext context;

  JournaledSagaService(
      CamelSagaService sagas, SagaLog log, IdGenerator ids, SagaLeases leases, Duration limit) {
    this.sagas = sagas;
    this.log = log;
    this.ids = ids;
    this.leases = leases;
    this.limit = limit;
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> newSaga(Exchange exchange) {
    return sagas
        .newSaga(exchange)
        .thenApply(
            saga -> {
              JournaledSaga journaled = journaled(saga);
              exchange.getMessage().setHeader(JournalHeaders.SAGA_ID, journaled.sagaId());
              journaled.started(exchange, SagaTime.limitOf(exchange, limit));
              return journaled;
            });
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> getSaga(String id) {
    return sagas.getSaga(id).thenApply(this::journaled);
  }

  private JournaledSaga journaled(CamelSagaCoordinator saga) {
    return new JournaledSaga(saga, SagaIds.opaque(saga.getId()), log, ids, leases, enlisted);
  }

  @Override
  public void registerStep(CamelSagaStep step) {
    sagas.registerStep(step);
  }

  @Override
  public void start() {
    sagas.start();
  }

  @Override
  public void stop() {
    if (context.isStopping() || context.isStopped()) {
      sagas.stop();
    }
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    context = camelContext;
    sagas.setCamelContext(camelContext);
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }
}
