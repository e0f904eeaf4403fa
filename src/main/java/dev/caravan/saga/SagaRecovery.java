package dev.caravan.saga;

import dev.caravan.saga.LraCoordinator.KnownSaga;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings sagas to their end whose process is gone, or that did not end in time. */
@Component
class SagaRecovery extends RouteBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(SagaRecovery.class);

  private static final int THREADS = 8;
  private static final int BATCH = 2_000;

  private final SagaLeases leases;
  private final SagaSettlement settlement;
  private final ForwardRecovery forward;
  private final KnownSagas coordinator;
  private ExecutorService threads;

  SagaRecovery(
      SagaLeases leases,
      SagaSettlement settlement,
      ForwardRecovery forward,
      KnownSagas coordinator) {
    this.leases = leases;
    this.settlement = settlement;
    this.forward = forward;
    this.coordinator = coordinator;
  }

  @Override
  public void configure() {
    threads =
        getContext().getExecutorServiceManager().newFixedThreadPool(this, "saga-recovery", THREADS);

    // a thread of its own: what is ended may take its time
    from("timer:saga-lease?delay=0&period=1s")
        .routeId("saga-lease")
        .routeDescription("Says that this process lives and has its sagas")
        .process(exchange -> leases.renew());

    from("timer:saga-recovery?delay=0&period=1s")
        .routeId("saga-recovery")
        .routeDescription("Ends sagas whose process is gone, or that did not end in time")
        .process(exchange -> sweep());
  }

  void sweep() throws InterruptedException {
    List<String> left = leases.take(BATCH);
    if (left.isEmpty()) {
      return;
    }
    long began = System.nanoTime();
    Map<String, KnownSaga> known = coordinator.all(left);
    List<Callable<Boolean>> work =
        left.stream().map(id -> (Callable<Boolean>) () -> settle(id, known)).toList();
    long ended = threads.invokeAll(work).stream().filter(SagaRecovery::isTrue).count();
    LOG.info(
        "{} of {} sagas that were left behind are ended, in {} ms",
        ended,
        left.size(),
        (System.nanoTime() - began) / 1_000_000);
  }

  // settle lets nothing through
  private static boolean isTrue(Future<Boolean> ended) {
    try {
      return ended.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean settle(String sagaId, Map<String, KnownSaga> known) {
    try {
      if (forward.takes(sagaId, known.get(sagaId))) {
        return false;
      }
      boolean over = settlement.settle(sagaId, known.get(sagaId));
      if (over) {
        leases.over(sagaId);
      }
      return over;
    } catch (RuntimeException e) {
      LOG.warn("saga {} is not ended yet and is tried again", sagaId, e);
      return false;
    }
  }
}
