package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.choreography.Deadlines;
import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import dev.caravan.order.Effect;
import dev.caravan.order.Item;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepHeaders;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.payment.Payments;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import dev.caravan.testing.TestApplications;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.context.ApplicationContext;

/** Goods and money are neither made nor lost, whatever goes wrong on an order's way. */
@FlowTest
class ConservationTest {
  private static final String CHOREOGRAPHY = "order-choreography";
  private static final int PRODUCTS = 3;
  private static final int RECOVERIES = 5;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static ApplicationContext application;

  @BeforeContainer
  static void start() {
    application = TestApplications.shared(ConservationTest.class);
  }

  enum Fault {
    NONE,
    BREAKS_BEFORE,
    BREAKS_AFTER,
    RUNS_TWICE,
    COMPENSATION_COMES_FIRST,
    COORDINATOR_GOES_AWAY,
    TIME_RUNS_OUT,
    COMPENSATION_FAILS_AT_FIRST
  }

  enum Step {
    INVENTORY("inventory-reserve", "inventory-release", "reserve", "release"),
    PAYMENT("payment-charge", "payment-refund", "charge", "refund"),
    SHIPPING("shipping-schedule", "shipping-cancel", "schedule", "recall");

    private final String route;
    private final String compensation;
    private final String reaction;
    private final String undoing;

    Step(String route, String compensation, String reaction, String undoing) {
      this.route = route;
      this.compensation = compensation;
      this.reaction = "choreography-" + reaction;
      this.undoing = "choreography-" + undoing;
    }
  }

  enum Buyer {
    GOOD,
    DECLINED,
    IN_ATLANTIS
  }

  record Line(int product, int quantity) {}

  record Case(List<Line> lines, Buyer buyer, String flow, Fault fault, Step step, int deliveries) {
    boolean choreographed() {
      return flow.equals(CHOREOGRAPHY);
    }

    String route() {
      return choreographed() ? step.reaction : step.route;
    }

    String compensation() {
      return choreographed() ? step.undoing : step.compensation;
    }
  }

  @Provide
  Arbitrary<List<Case>> cases() {
    Arbitrary<Line> line =
        Combinators.combine(
                Arbitraries.integers().between(0, PRODUCTS - 1),
                Arbitraries.integers().between(1, 6))
            .as(Line::new);
    return Combinators.combine(
            line.list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(Buyer.GOOD, Buyer.GOOD, Buyer.GOOD, Buyer.DECLINED, Buyer.IN_ATLANTIS),
            // fewer of those that take a while where a step is tried again
            Arbitraries.frequency(
                Tuple.of(2, "order-fulfilment"),
                Tuple.of(2, "order-fulfilment-java"),
                Tuple.of(1, CHOREOGRAPHY)),
            Arbitraries.of(Fault.class),
            Arbitraries.of(Step.class),
            Arbitraries.integers().between(1, 3))
        .as(Case::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void holdsWhateverFails(
      @ForAll("cases") List<Case> cases, @ForAll @IntRange(min = 6, max = 40) int stock) {
    Flows flows = new Flows(application);
    String batch = "C" + NUMBER.incrementAndGet() + "-";
    for (int product = 0; product < PRODUCTS; product++) {
      flows.get(Inventory.class).put(batch + product, "product", stock);
    }
    List<String> orders = new ArrayList<>();
    for (Case one : cases) {
      orders.add(run(flows, batch, one));
      // what a choreographed order sold is taken off a moment after its end
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .untilAsserted(() -> assertConserved(flows, batch, stock, orders));
    }

    // what the coordinator could not be told, its time limit brings about, or recovery before it
    flows.coordinator().behave();
    flows.faults().behave();
    orders.stream()
        .filter(id -> flows.order(id).status() != OrderStatus.CONFIRMED)
        .filter(id -> !flows.order(id).placed().flow().equals(CHOREOGRAPHY))
        .forEach(id -> end(flows, id));

    assertConserved(flows, batch, stock, orders);
    assertThat(orders)
        .allMatch(
            id ->
                flows.order(id).status() == OrderStatus.CONFIRMED
                    || flows.order(id).status() == OrderStatus.CANCELLED);
    for (int product = 0; product < PRODUCTS; product++) {
      assertThat(flows.stock(batch + product).reserved()).isZero();
    }
  }

  private static String run(Flows flows, String batch, Case one) {
    flows.coordinator().behave();
    flows.faults().behave();
    flows.coordinator().deliverEach(one.deliveries());
    OrderBuilder builder = anyOrder().flow(one.flow());
    one.lines().forEach(line -> builder.item(batch + line.product(), line.quantity(), "1.25"));
    switch (one.buyer()) {
      case DECLINED -> builder.declined();
      case IN_ATLANTIS -> builder.toAtlantis();
      default -> {}
    }
    Order order = flows.place(builder);
    arrange(flows, one, order.orderId());
    if (one.choreographed()) {
      assertThat(flows.get(OrderFlows.class).run(order)).succeedsWithin(Duration.ofSeconds(30));
    } else {
      flows.send(order);
    }
    return order.orderId();
  }

  private static void arrange(Flows flows, Case one, String orderId) {
    AtomicInteger calls = new AtomicInteger();
    String route = one.route();
    switch (one.fault()) {
      case NONE -> {}
      case BREAKS_BEFORE -> flows.faults().before(route, exchange -> broken());
      case BREAKS_AFTER -> flows.faults().after(route, exchange -> broken());
      case RUNS_TWICE ->
          flows
              .faults()
              .after(
                  route,
                  exchange -> {
                    if (calls.getAndIncrement() == 0) {
                      throw new StepUnavailableException(route, "told to run again", null);
                    }
                  });
      case COMPENSATION_COMES_FIRST ->
          flows
              .faults()
              .before(
                  route,
                  exchange -> {
                    if (one.choreographed()) {
                      Deadlines.pass(flows.beans(), orderId);
                    } else {
                      flows.coordinator().expire(flows.coordinator().sagaOf(orderId));
                    }
                  });
      case COORDINATOR_GOES_AWAY ->
          flows.faults().after(route, exchange -> flows.coordinator().goAway());
      case TIME_RUNS_OUT -> letTimeRunOut(flows);
      case COMPENSATION_FAILS_AT_FIRST -> {
        letTimeRunOut(flows);
        flows
            .faults()
            .before(
                one.compensation(),
                exchange -> {
                  if (calls.getAndIncrement() < 3) {
                    broken();
                  }
                });
      }
    }
  }

  /** At the last moment, when all steps are done. */
  private static void letTimeRunOut(Flows flows) {
    flows.coordinator().letTimeRunOut();
    flows
        .faults()
        .before(
            "choreography-confirm",
            exchange -> Deadlines.pass(flows.beans(), StepHeaders.orderId(exchange)));
  }

  private static void broken() {
    throw new IllegalStateException("told to fail");
  }

  private static void end(Flows flows, String orderId) {
    var lra = flows.coordinator().sagaOf(orderId);
    SagaOutcome outcome = flows.coordinator().expire(lra);
    for (int i = 0; i < RECOVERIES && outcome == SagaOutcome.CANCELLING; i++) {
      outcome = flows.coordinator().recover(lra);
    }
    assertThat(outcome)
        .as(() -> flows.sagaEvents(lra) + ", last answered " + flows.coordinator().answers(lra))
        .isIn(ends(flows, lra));
  }

  // what is through, recovery may have closed before
  private static List<SagaOutcome> ends(Flows flows, URI lra) {
    return flows.sagaEvents(lra).contains("CloseUnanswered")
        ? List.of(SagaOutcome.CANCELLED, SagaOutcome.CLOSED)
        : List.of(SagaOutcome.CANCELLED);
  }

  private static void assertConserved(
      Flows flows, String batch, int initial, List<String> orderIds) {
    List<Order> orders = orderIds.stream().map(flows::order).toList();
    for (int product = 0; product < PRODUCTS; product++) {
      String sku = batch + product;
      StockLevel level = flows.stock(sku);
      int sold = pieces(orders.stream().filter(o -> o.status() == OrderStatus.CONFIRMED), sku);
      int held =
          pieces(
              orders.stream()
                  .filter(o -> o.status() != OrderStatus.CONFIRMED)
                  .filter(o -> o.standing().contains(Effect.STOCK)),
              sku);
      assertThat(level.onHand() + sold).isEqualTo(initial);
      assertThat(level.reserved()).isEqualTo(held);
      assertThat(level.available()).isNotNegative();
    }
    for (Order order : orders) {
      boolean stands = order.standing().contains(Effect.PAYMENT);
      assertThat(kept(flows, order))
          .isEqualByComparingTo(stands ? order.placed().total() : BigDecimal.ZERO);
      assertThat(order.status() == OrderStatus.CONFIRMED && !stands).isFalse();
    }
  }

  private static int pieces(java.util.stream.Stream<Order> orders, String sku) {
    return orders
        .flatMap(order -> order.placed().items().stream())
        .filter(item -> item.sku().equals(sku))
        .mapToInt(Item::quantity)
        .sum();
  }

  /** Charged less refunded. */
  private static BigDecimal kept(Flows flows, Order order) {
    return flows.get(Payments.class).of(order.orderId()).stream()
        .filter(payment -> payment.status().equals("CHARGED"))
        .map(payment -> payment.amount())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
