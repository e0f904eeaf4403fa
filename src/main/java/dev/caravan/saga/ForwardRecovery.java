package dev.caravan.saga;

import dev.caravan.order.Order;
import dev.caravan.order.Orders;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.LraCoordinator.KnownSaga;
import dev.caravan.saga.SagaEvent.SagaResumed;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes the saga of an order forward that its process left behind, where the flow says so: runs the
 * flow again from its beginning, within the same saga. What ran before has its effect once, as
 * steps are idempotent by order and step.
 *
 * <p>Each saga is given one such run by a process. What comes of it ends the saga as it would have
 * ended the first one: it closes, or it is undone.
 */
@Component
class ForwardRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardRecovery.class);

  private static final String NAME = "saga-forward";
  private static final int THREADS = 8;

  private final SagaLeases leases;
  private final SagaLog log;
  private final Orders orders;
  private final OrderFlowRunner flows;
  private final CamelSagaService sagas;
  private final ExecutorService threads;
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  ForwardRecovery(
      SagaLeases leases,
      SagaLog log,
      Orders orders,
      OrderFlowRunner flows,
      CamelSagaService sagas,
      CamelContext context) {
    this.leases = leases;
    this.log = log;
    this.orders = orders;
    this.flows = flows;
    this.sagas = sagas;
    // none that new orders need, nor one that sagas wait for which are to be undone
    this.threads =
        context
            .getExecutorServiceManager()
            .newThreadPool(
                this,
                NAME,
                new ThreadPoolProfileBuilder(NAME)
                    .poolSize(THREADS)
                    .maxPoolSize(THREADS)
                    .maxQueueSize(Integer.MAX_VALUE) // -1 would be no queue at all
                    .build());
  }

  /**
   * Begins to take a saga forward that may be, if it has not begun yet.
   *
   * @param known the saga at the coordinator; null where it knows nothing of it
   * @return whether the saga is to be left alone meanwhile
   * @throws FlowsNotReadyException where it is to be tried again
   */
  boolean takes(String sagaId, @Nullable KnownSaga known) {
    if (!running.add(sagaId)) {
      return known == null || known.outcome() == null || known.outcome().isClose();
    }
    boolean begun = false;
    try {
      begun = known != null && known.outcome() == null && begin(sagaId, known);
    } finally {
      if (!begun) {
        running.remove(sagaId);
      }
    }
    return begun;
  }

  private boolean begin(String sagaId, KnownSaga known) {
    if (!leases.isInherited(sagaId)) {
      return false;
    }
    Optional<Order> order = order(log.reload(sagaId));
    if (order.isEmpty()) {
      return false;
    }
    flows.ready();
    leases.disinherit(sagaId);
    threads.execute(() -> run(order.get(), sagaId, known));
    return true;
  }

  /** The order of a saga that may be taken forward. */
  private Optional<Order> order(Saga saga) {
    return own(saga)
        .filter(step -> mayGoOn(saga))
        .map(step -> step.options().get(StepHeaders.ORDER_ID))
        .flatMap(orders::find)
        .filter(order -> order.status().isOpen());
  }

  /** The step of the flow itself, where the flow is to be taken forward. */
  private static Optional<StepStarted> own(Saga saga) {
    return saga.steps().values().stream()
        .findFirst()
        .filter(step -> SagaBlocks.FORWARD.equals(step.options().get(SagaBlocks.RECOVERY)));
  }

  // a failure may have been told to somebody, and what is undone does not come back
  private static boolean mayGoOn(Saga saga) {
    return saga.takesSteps()
        && saga.failure() == null
        && saga.compensated().isEmpty()
        && saga.failedAttempts().isEmpty();
  }

  private static List<SagaEvent> resumed(Saga saga) {
    if (!mayGoOn(saga)) {
      throw new IllegalStateException("it is " + saga.status() + " or has been given up");
    }
    return List.of(new SagaResumed());
  }

  private void run(Order order, String sagaId, KnownSaga known) {
    try {
      SagaMdc.with(
          order.orderId(),
          sagaId,
          () -> {
            log.append(sagaId, ForwardRecovery::resumed);
            LOG.info("saga {} of order {} is taken forward", sagaId, order.orderId());
            end(flows.resume(order, known.lra()), known);
            return sagaId;
          });
    } catch (RuntimeException e) {
      LOG.warn("saga {} of order {} was not taken forward", sagaId, order.orderId(), e);
    } finally {
      running.remove(sagaId);
    }
  }

  private void end(Exchange exchange, KnownSaga known) {
    CamelSagaCoordinator saga = sagas.getSaga(known.lra().toString()).join();
    if (exchange.getException() == null) {
      saga.complete(exchange).join();
    } else {
      saga.compensate(exchange).join();
    }
  }
}
