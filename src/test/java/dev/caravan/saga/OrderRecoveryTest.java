package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.OpenOrders;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StockReserved;
import dev.caravan.order.OrderFlow;
import dev.caravan.order.OrderOwner;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.OrderBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.transaction.support.TransactionTemplate;

class OrderRecoveryTest {
  private static final Actor ACTOR = new Actor("test", "saga-1");
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static DomainContext context;
  private static Orders orders;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    context =
        DomainContext.with(SagaLeases.class, OwnerFile.class, UnbegunOrders.class, SagaLog.class);
    orders = context.get(Orders.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  private static String place() {
    return place(anyOrder());
  }

  private static String place(OrderBuilder order) {
    OrderPlaced placed = order.build();
    orders.handle(placed.orderId(), new OrderCommand.Place(placed), ACTOR);
    return placed.orderId();
  }

  /** As if all orders had been open for longer. */
  private static void sweepAfter(Duration more) {
    context
        .jdbc()
        .update(
            "update orders.open_order set open_since = open_since - ? * interval '1 millisecond'",
            more.toMillis());
    sweep();
  }

  private static void sweep() {
    new OrderRecovery(
            context.get(OpenOrders.class),
            context.get(UnbegunOrders.class),
            orders,
            new SagaTime(new SagaProperties(TIMEOUT), new Slow(), new DefaultCamelContext()),
            new StaticListableBeanFactory(Map.of("elsewhere", new Elsewhere()))
                .getBeanProvider(OrderFlow.class))
        .sweep();
  }

  private static OrderStatus status(String orderId) {
    return orders.find(orderId).map(Order::status).orElseThrow();
  }

  /** This process, killed and started again. */
  private static void restart() {
    context.get(SagaLeases.class).start();
  }

  private SagaLeases otherProcess() {
    SagaLeases other =
        new SagaLeases(
            context.jdbc(), context.get(TransactionTemplate.class), new OwnerFile(directory));
    other.start();
    return other;
  }

  private static void takenInBy(OrderOwner process, String orderId) {
    context
        .jdbc()
        .update(
            "update orders.open_order set owner_id = ?, incarnation = ? where order_id = ?",
            process.ownerId(),
            process.incarnation(),
            orderId);
  }

  @Test
  void endsAnOrderAtOnceThatAnEarlierStartOfItsProcessTookIn() {
    String left = place();
    sweep();
    assertThat(status(left)).isEqualTo(OrderStatus.PLACED);

    restart();
    sweep();

    assertThat(status(left)).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void endsAnOrderAtOnceWhoseProcessIsGoneAndNoneOfOneThatLives() {
    SagaLeases other = otherProcess();
    String theirs = place();
    takenInBy(other, theirs);
    sweep();
    assertThat(status(theirs)).isEqualTo(OrderStatus.PLACED);

    other.stop();
    sweep();

    assertThat(status(theirs)).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void leavesItsOwnOrdersAloneWhereItsSignOfLifeIsLate() {
    String own = place();
    context.jdbc().update("update saga.owner set expires_at = clock_timestamp()");

    sweep();

    assertThat(status(own)).isEqualTo(OrderStatus.PLACED);
  }

  @Test
  void leavesAnOrderToTheRecoveryOfItsSagaWhereThatHasBegun() {
    String begun = place();
    String saga = "saga-of-" + begun;
    context
        .get(SagaLog.class)
        .begin(
            saga,
            List.of(new SagaStarted(begun, "order-fulfilment")),
            context.get(SagaLeases.class).opening(saga, begun, TIMEOUT));

    sweepAfter(Duration.ofMinutes(1));
    restart();
    sweep();
    assertThat(status(begun)).isEqualTo(OrderStatus.PLACED);
    takenInBy(context.get(SagaLeases.class), begun);

    context.get(SagaLeases.class).over(saga);
    context.get(SagaLeases.class).renew();
    sweep();
    assertThat(status(begun)).isEqualTo(OrderStatus.CANCELLED);
  }

  @Test
  void leavesAnOrderOfUnknownProcessUntilNoSagaCouldRun() {
    String old = place();
    context.jdbc().update("update orders.open_order set owner_id = null, incarnation = null");

    restart();
    sweep();

    assertThat(status(old)).isEqualTo(OrderStatus.PLACED);
  }

  @Test
  void endsAnOrderThatNobodyWillEndAnyMore() {
    String left = place();

    sweepAfter(Duration.ofMinutes(1));

    assertThat(orders.find(left).orElseThrow())
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(
            new Failure("saga", "step-unavailable", "the order was interrupted by a restart"),
            Order::failure);
  }

  @Test
  void leavesAnOrderWhoseSagaMayStillRun() {
    String young = place();

    sweepAfter(TIMEOUT.plusSeconds(5));

    assertThat(status(young)).isEqualTo(OrderStatus.PLACED);
  }

  @Test
  void leavesAnOrderOfWhichSomethingStandsAndOneThatIsConfirmed() {
    String standing = place();
    orders.record(standing, new StockReserved("rsv"), ACTOR);
    String confirmed = place();
    orders.handle(confirmed, new OrderCommand.Confirm(), ACTOR);

    sweepAfter(Duration.ofMinutes(1));

    assertThat(status(standing)).isEqualTo(OrderStatus.RESERVED);
    assertThat(status(confirmed)).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void leavesOrdersOfAFlowThatLooksAfterItsOwn() {
    String other = place(anyOrder().flow("elsewhere"));

    restart();
    sweepAfter(Duration.ofMinutes(1));

    assertThat(status(other)).isEqualTo(OrderStatus.PLACED);
  }

  @Test
  void leavesOrdersOfASlowFlowUntilItsOwnTimeIsOver() {
    String slow = place(anyOrder().flow("slow"));

    sweepAfter(Duration.ofMinutes(4));
    assertThat(status(slow)).isEqualTo(OrderStatus.PLACED);
    sweepAfter(Duration.ofMinutes(2));

    assertThat(status(slow)).isEqualTo(OrderStatus.CANCELLED);
  }

  /** The YAML flows: one whose sagas may take five minutes. */
  private record Slow() implements FlowRevisions {
    @Override
    public Map<String, Integer> forOrders() {
      return Map.of("slow", 1);
    }

    @Override
    public Map<String, Integer> forProcesses() {
      return Map.of();
    }

    @Override
    public Optional<Entry> entry(String flow, int revision) {
      return flow.equals("slow")
          ? Optional.of(new Entry("direct:slow", Duration.ofMinutes(5)))
          : Optional.empty();
    }
  }

  private record Elsewhere() implements OrderFlow {
    @Override
    public String name() {
      return "elsewhere";
    }

    @Override
    public String sagaId(String orderId) {
      return "elsewhere-" + orderId;
    }

    @Override
    public boolean isOffered() {
      return true;
    }

    @Override
    public CompletableFuture<Void> run(Order order) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Void> cancel(Order order, String reason, String actor) {
      return new CompletableFuture<>();
    }
  }
}
