package dev.caravan.saga;

import static dev.caravan.saga.OrderRoutes.ACTOR;
import static dev.caravan.saga.OrderRoutes.REASON;

import dev.caravan.journal.JournalHeaders;
import dev.caravan.journal.RouteNames;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderFlow;
import dev.caravan.order.Orders;
import dev.caravan.order.StepHeaders;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.saga.FlowRevisions.Entry;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends orders into the routes that are their flows, or to the flows that are no routes. */
class OrderFlowRunner implements OrderFlows {
  /** The group of routes that an order can name as its flow. */
  static final String GROUP = "order-flow";

  private static final Entry CANCELLATION = new Entry("direct:order-cancellation", null);
  private static final Logger LOG = LoggerFactory.getLogger(OrderFlowRunner.class);

  private final CamelContext context;
  private final ProducerTemplate template;
  private final ExecutorService threads;
  private final Orders orders;
  private final FlowRevisions revisions;
  private final SagaTime time;
  private final FlowWatch watch;
  private final Map<String, OrderFlow> others;

  OrderFlowRunner(
      CamelContext context,
      ProducerTemplate template,
      ExecutorService threads,
      Orders orders,
      FlowRevisions revisions,
      SagaTime time,
      FlowWatch watch,
      List<OrderFlow> others) {
    this.context = context;
    this.template = template;
    this.threads = threads;
    this.orders = orders;
    this.revisions = revisions;
    this.time = time;
    this.watch = watch;
    this.others = others.stream().collect(Collectors.toMap(OrderFlow::name, flow -> flow));
  }

  @Override
  public Set<String> names() {
    Stream<String> routes =
        Stream.concat(
            revisions.forOrders().keySet().stream(),
            context.getRoutes().stream().filter(OrderFlowRunner::isBuiltIn).map(Route::getRouteId));
    Stream<String> offered =
        others.values().stream().filter(OrderFlow::isOffered).map(OrderFlow::name);
    return Stream.concat(routes, offered).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean has(String flow) {
    OrderFlow other = others.get(flow);
    return other == null
        ? revisions.forOrders().containsKey(flow) || isBuiltIn(context.getRoute(flow))
        : other.isOffered();
  }

  @Override
  public int revision(String flow) {
    return revisions.forOrders().getOrDefault(flow, 1);
  }

  private static boolean isBuiltIn(@Nullable Route route) {
    return route != null
        && GROUP.equals(route.getGroup())
        && route.getRouteId().indexOf(RouteNames.REVISION) < 0;
  }

  @Override
  public CompletableFuture<Void> run(Order order) {
    OrderFlow other = others.get(order.placed().flow());
    if (other != null) {
      return other.run(order);
    }
    return CompletableFuture.runAsync(
        () -> {
          long begun = System.nanoTime();
          Optional<Entry> entry = entry(order.placed());
          Exchange ended = entry.map(flow -> send(flow, order, Map.of())).orElse(null);
          Throwable error = ended == null ? noSuchFlow() : ended.getException();
          watch.ended(
              order.placed().flow(),
              order.placed().flowRevision(),
              Duration.ofNanos(System.nanoTime() - begun),
              error != null);
          if (error != null) {
            throw notClosed(order, ended, error);
          }
        },
        threads);
  }

  /**
   * Makes sure that the flows are loaded.
   *
   * @throws FlowsNotReadyException before
   */
  void ready() {
    revisions.forOrders();
  }

  /**
   * Runs the flow of an order within a saga that has begun, in this thread; does not end the saga.
   *
   * @return the exchange as it came out of the flow
   */
  Exchange resume(Order order, URI lra) {
    Entry entry = entry(order.placed()).orElseThrow(OrderFlowRunner::noSuchFlow);
    Map<String, Object> headers =
        Map.of(
            Exchange.SAGA_LONG_RUNNING_ACTION,
            lra.toString(),
            JournalHeaders.SAGA_ID,
            SagaIds.opaque(lra));
    return send(entry, order, headers);
  }

  private static StepUnavailableException noSuchFlow() {
    return new StepUnavailableException("saga", "there is no such flow", null);
  }

  // Camel would wait for half a minute for somebody to bring a route that is not there
  private Optional<Entry> entry(OrderPlaced placed) {
    Route route = context.getRoute(placed.flow());
    return isBuiltIn(route)
        ? Optional.of(new Entry("direct:" + placed.flow(), time.ofBuiltIn(route)))
        : revisions.entry(placed.flow(), placed.flowRevision());
  }

  @Override
  public CompletableFuture<Void> cancel(Order order, String reason, String actor) {
    OrderFlow other = others.get(order.placed().flow());
    if (other != null) {
      return other.cancel(order, reason, actor);
    }
    return CompletableFuture.runAsync(
        () -> {
          Exchange ended = send(CANCELLATION, order, Map.of(REASON, reason, ACTOR, actor));
          if (ended.getException() != null) {
            throw new SagaNotClosedException(
                order.orderId(), Failures.of(ended), ended.getException());
          }
        },
        threads);
  }

  private Exchange send(Entry entry, Order order, Map<String, Object> headers) {
    return SagaMdc.with(
        order.orderId(),
        null,
        () ->
            template.send(
                entry.endpoint(),
                exchange -> {
                  SagaTime.limit(exchange, entry.timeLimit());
                  exchange.getMessage().setBody(order);
                  exchange.getMessage().setHeaders(new HashMap<>(headers));
                  exchange.getMessage().setHeader(StepHeaders.ORDER_ID, order.orderId());
                }));
  }

  private SagaNotClosedException notClosed(Order order, @Nullable Exchange ended, Throwable error) {
    Failure failure =
        ended == null ? Failures.of(error, order.placed().flow()) : Failures.of(ended);
    Optional<StepRun> begun = Optional.ofNullable(ended).flatMap(StepRun::of);
    return SagaMdc.with(
        order.orderId(),
        begun.map(StepRun::sagaId).orElse(null),
        () -> {
          if (failure.type().equals(Failure.STEP_UNAVAILABLE)) {
            LOG.warn("the saga of order {} did not close", order.orderId(), error);
          }
          // where the saga has begun, it ends the order, or recovery does
          if (begun.isEmpty()) {
            end(order, failure);
          }
          return new SagaNotClosedException(order.orderId(), failure, error);
        });
  }

  private void end(Order order, Failure failure) {
    try {
      orders.handle(
          order.orderId(),
          new OrderCommand.Cancel(failure.detail(), failure),
          new Actor("order", null));
    } catch (RuntimeException e) {
      LOG.warn("order {} is left to recovery", order.orderId(), e);
    }
  }
}
