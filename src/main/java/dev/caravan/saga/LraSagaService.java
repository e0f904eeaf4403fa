package dev.caravan.saga;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.service.lra.LRAClient;
import org.apache.camel.service.lra.LRASagaCoordinator;
import org.apache.camel.service.lra.LRASagaService;

/**
 * camel-lra's saga service without its open doors.
 *
 * <p>It adds no callback routes (camel-lra's let anybody who reaches the port run a compensation),
 * takes only sagas of its own coordinator (camel-lra's sends requests to whatever the header names)
 * and talks to the coordinator through {@link LraCoordinator}.
 */
class LraSagaService extends LRASagaService {
  private final LraCoordinator coordinator;
  private final LRAClient client;
  private CamelContext context;

  LraSagaService(
      LraCoordinator coordinator, CallbackAddresses callbacks, SagaProperties properties) {
    this.coordinator = coordinator;
    // the superclass of the client wants an address, though it sends nothing any more
    setCoordinatorUrl(coordinator.address().toString());
    this.client = new LraPortClient(this, coordinator, callbacks, properties.timeout());
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> newSaga(Exchange exchange) {
    return client.newLRA(exchange).thenApply(lra -> new LRASagaCoordinator(this, lra));
  }

  @Override
  public CompletableFuture<CamelSagaCoordinator> getSaga(String id) {
    if (!SagaIds.belongsTo(coordinator.address(), id)) {
      return CompletableFuture.failedFuture(new ForeignSagaException());
    }
    return CompletableFuture.completedFuture(
        new LRASagaCoordinator(this, LraPortClient.url(URI.create(id))));
  }

  @Override
  public void registerStep(CamelSagaStep step) {
    // the saga log knows the endpoints; none is called by what a request says
  }

  @Override
  public LRAClient getClient() {
    return client;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.context = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  protected void doStart() {
    // no thread pool and no client of camel-lra's
  }

  @Override
  protected void doStop() {
    // see doStart
  }
}
