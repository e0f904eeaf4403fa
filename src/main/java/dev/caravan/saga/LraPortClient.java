package dev.caravan.saga;

import dev.caravan.saga.CallbackAddresses.Action;
import dev.caravan.saga.CallbackAddresses.Callback;
import dev.caravan.saga.LraCoordinator.Participant;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.service.lra.LRAClient;
import org.apache.camel.service.lra.LRASagaService;
import org.apache.camel.service.lra.LRASagaStep;
import org.jspecify.annotations.Nullable;

/**
 * camel-lra's client, over the port.
 *
 * <p>Calls run on the calling thread: an order's steps block on the database anyway, and the thread
 * that camel-lra would change to is one more to wait for.
 */
class LraPortClient extends LRAClient {
  /** The one saga option that a step has here: the id of its run. */
  static final String STEP_OPTION = "step";

  /** The property of the exchange that ended a saga: what the coordinator did with it. */
  static final String OUTCOME = "caravanSagaOutcome";

  private final LraCoordinator coordinator;
  private final CallbackAddresses callbacks;
  private final Duration timeLimit;

  LraPortClient(
      LRASagaService service,
      LraCoordinator coordinator,
      CallbackAddresses callbacks,
      Duration timeLimit) {
    super(service);
    this.coordinator = coordinator;
    this.callbacks = callbacks;
    this.timeLimit = timeLimit;
  }

  @Override
  public CompletableFuture<URL> newLRA(Exchange exchange) {
    String key = SagaHeader.key(exchange);
    Duration limit = SagaTime.limitOf(exchange, timeLimit);
    return call(() -> url(coordinator.start(key == null ? "caravan" : key, limit)));
  }

  @Override
  public CompletableFuture<Void> join(URL lra, LRASagaStep step, Exchange exchange) {
    return call(
        () -> {
          URI saga = uri(lra);
          String sagaId = SagaIds.opaque(saga);
          String run = Objects.requireNonNull(step.getOptions().get(STEP_OPTION), STEP_OPTION);
          coordinator.join(
              saga,
              new Participant(
                  callbacks.of(new Callback(sagaId, run, Action.COMPENSATE)),
                  step.getCompletion().isPresent()
                      ? callbacks.of(new Callback(sagaId, run, Action.COMPLETE))
                      : null));
          return null;
        });
  }

  /** Fails with {@link SagaCancelledException} where the coordinator cancelled instead. */
  @Override
  public CompletableFuture<Void> complete(URL lra, Exchange exchange) {
    return call(
        () -> {
          SagaOutcome outcome = coordinator.close(uri(lra));
          exchange.setProperty(OUTCOME, outcome);
          if (!outcome.isClose()) {
            throw new SagaCancelledException("the coordinator answered " + outcome);
          }
          return null;
        });
  }

  @Override
  public CompletableFuture<Void> compensate(URL lra, Exchange exchange) {
    return call(
        () -> {
          exchange.setProperty(OUTCOME, coordinator.cancel(uri(lra)));
          return null;
        });
  }

  static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static URI uri(URL url) {
    return URI.create(url.toString());
  }

  private static <T> CompletableFuture<T> call(Supplier<@Nullable T> work) {
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
