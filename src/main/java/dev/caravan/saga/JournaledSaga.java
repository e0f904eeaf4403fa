package dev.caravan.saga;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Failure;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.IdGenerator;

/** One saga, with its log. */
class JournaledSaga implements CamelSagaCoordinator {
  private static final Logger LOG = LoggerFactory.getLogger(JournaledSaga.class);

  private final CamelSagaCoordinator saga;
  private final String sagaId;
  private final SagaLog log;
  private final IdGenerator ids;
  private final SagaLeases leases;
  private final EnlistedSteps enlisted;
  private @Nullable SagaStarted unlogged;
  private @Nullable String orderId;
  private Duration limit = Duration.ZERO;

  JournaledSaga(
      CamelSagaCoordinator saga,
      String sagaId,
      SagaLog log,
      IdGenerator ids,
      SagaLeases leases,
      EnlistedSteps enlisted) {
    this.saga = saga;
    this.sagaId = sagaId;
    this.log = log;
    this.ids = ids;
    this.leases = leases;
    this.enlisted = enlisted;
  }

  String sagaId() {
    return sagaId;
  }

  /** Makes the saga a new one; it is logged with its first step, which Camel begins at once. */
  void started(Exchange exchange, Duration timeLimit) {
    limit = timeLimit;
    orderId = StepHeaders.orderId(exchange);
    unlogged =
        new SagaStarted(
            SagaHeader.key(exchange),
            exchange
                .getMessage()
                .getHeader(
                    ProcessHeaders.FLOW,
                    RouteNames.authored(ExchangeHelper.getRouteId(exchange)),
                    String.class));
    // taken away by whoever sent the exchange into its flow
    SagaMdc.begun(sagaId);
    LOG.info("saga started by {}", unlogged.flow());
  }

  /**
   * Logs the step, then enlists it, unless one that is enlisted answers for it: a callback must
   * find what it is to call even when this process dies in between. A step without compensation and
   * completion is neither logged nor enlisted; there is nothing that anybody could do for it.
   */
  @Override
  public CompletableFuture<Void> beginStep(Exchange exchange, CamelSagaStep step) {
    boolean calledBack = step.getCompensation().isPresent() || step.getCompletion().isPresent();
    try {
      StepStarted started = stepStarted(exchange, step);
      Saga after = log(known -> calledBack ? List.of(enlisted.place(started, known)) : List.of());
      if (calledBack) {
        LOG.info("step {} begins", started.name());
      }
      new StepRun(sagaId, started.step(), started.name(), false).enter(exchange);
      StepStarted logged = after.steps().get(started.step());
      return logged == null || !logged.isEnlisted()
          ? CompletableFuture.completedFuture(null)
          : saga.beginStep(exchange, withOpaqueOption(step, started.step()))
              .thenRun(() -> enlisted.add(sagaId, logged));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Saga log(Function<Saga, List<? extends SagaEvent>> step) {
    if (unlogged == null) {
      return log.append(
          sagaId,
          known -> {
            if (!known.takesSteps()) {
              throw new SagaEndedException(URI.create(getId()), "by its log");
            }
            return step.apply(known);
          });
    }
    List<SagaEvent> events = new ArrayList<>(step.apply(Saga.unknown(sagaId)));
    events.add(0, unlogged);
    Saga begun = log.begin(sagaId, events, leases.opening(sagaId, orderId, limit));
    unlogged = null;
    return begun;
  }

  private StepStarted stepStarted(Exchange exchange, CamelSagaStep step) {
    Map<String, String> options = new TreeMap<>();
    for (Map.Entry<String, Expression> option : step.getOptions().entrySet()) {
      String value = option.getValue().evaluate(exchange, String.class);
      if (value != null) {
        options.put(option.getKey(), value);
      }
    }
    String run = ids.generateId().toString();
    return new StepStarted(
        run,
        RouteNames.authored(ExchangeHelper.getRouteId(exchange)),
        step.getCompensation().map(Endpoint::getEndpointUri).orElse(null),
        step.getCompletion().map(Endpoint::getEndpointUri).orElse(null),
        options,
        run);
  }

  private static CamelSagaStep withOpaqueOption(CamelSagaStep step, String run) {
    return new CamelSagaStep(
        step.getCompensation().orElse(null),
        step.getCompletion().orElse(null),
        Map.of(LraPortClient.STEP_OPTION, ExpressionBuilder.constantExpression(run)),
        step.getTimeoutInMilliseconds().orElse(null));
  }

  /**
   * Cancels. Never fails: what stopped the saga is the error that the route is to see, and a cancel
   * that did not get through is made good by recovery.
   */
  @Override
  public CompletableFuture<Void> compensate(Exchange exchange) {
    Failure failure = Failures.of(exchange);
    LOG.info("saga is cancelled: {}: {}", failure.step(), failure.detail());
    return CompletableFuture.completedFuture(null)
        .thenRun(() -> log.append(sagaId, known -> List.of(new StepFailed(failure))))
        .thenCompose(done -> saga.compensate(exchange))
        .thenRun(
            () -> {
              log.append(sagaId, JournaledSaga::cancelledWhereNothingIsEnlisted);
              overWhere(SagaOutcome.CANCELLED, exchange);
            })
        .exceptionally(
            e -> {
              LOG.warn("saga could not be cancelled; recovery will do it", e);
              leaveToRecovery();
              return null;
            });
  }

  // where something is enlisted, the last compensation says so
  static List<SagaEvent> cancelledWhereNothingIsEnlisted(Saga known) {
    return known.isOpen() && known.isUndoneBut("") ? List.of(new SagaCancelled()) : List.of();
  }

  /**
   * Closes; fails where the coordinator cancelled the saga instead, or did not say that it closes
   * it. Recovery then asks until there is one: a saga whose steps are all through is closed, unless
   * its time runs out before.
   */
  @Override
  public CompletableFuture<Void> complete(Exchange exchange) {
    return saga.complete(exchange)
        .handle(
            (done, error) -> {
              if (error == null) {
                closed(exchange);
              } else {
                notClosed(error);
              }
              return null;
            });
  }

  private void closed(Exchange exchange) {
    log.append(sagaId, JournaledSaga::closed);
    overWhere(SagaOutcome.CLOSED, exchange);
    LOG.info("saga closed");
  }

  private void notClosed(Throwable error) {
    Saga after = log.append(sagaId, known -> stoppedOrThrough(known, error));
    if (after.status() != Saga.Status.CLOSED) {
      leaveToRecovery();
      throw new CompletionException(
          after.isToClose()
              ? new CoordinatorUnavailableException("saga " + sagaId + " is to be closed", error)
              : error);
    }
  }

  private static List<SagaEvent> stoppedOrThrough(Saga known, Throwable error) {
    return Failures.leavesItsEndOpen(error)
        ? known.closeUnanswered()
        : known.stoppedBy(Failures.of(error, Failures.SAGA));
  }

  private void overWhere(SagaOutcome outcome, Exchange exchange) {
    if (exchange.getProperty(LraPortClient.OUTCOME) == outcome) {
      leases.over(sagaId);
    }
  }

  private void leaveToRecovery() {
    try {
      leases.look(sagaId);
    } catch (RuntimeException e) {
      LOG.warn("recovery will see it once its time is over", e);
    }
  }

  /** What follows from the coordinator's having decided to close. */
  static List<SagaEvent> closed(Saga known) {
    return known.isOpen() && known.mayClose() ? List.of(new SagaClosed()) : List.of();
  }

  @Override
  public String getId() {
    return saga.getId();
  }
}
