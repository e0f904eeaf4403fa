package dev.caravan.choreography;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import dev.caravan.journal.DeadLetter;
import dev.caravan.journal.DeadLetters;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.OrderFlows;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** What can go wrong on a choreographed order's way, whatever the channel. */
@FlowTest
class ChoreographyTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Autowired BeanFactory beans;
  private Flows flows;
  private String sku;

  @BeforeEach
  void stock() {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  private Order place(OrderBuilder order) {
    return flows.place(order.flow("order-choreography").item(sku, 4));
  }

  private CompletableFuture<Void> run(Order order) {
    return flows.get(OrderFlows.class).run(order);
  }

  private void untilStatus(Order order, OrderStatus status) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(flows.order(order.orderId()).status()).isEqualTo(status));
  }

  private void assertNothingIsLeftOf(Order order) {
    assertThat(flows.stock(sku)).isEqualTo(new StockLevel(sku, "tea", 10, 0));
    assertThat(flows.books(order.orderId())).doesNotContain("CHARGED", "SCHEDULED");
  }

  private List<String> signals(Order order) {
    return flows.stream(ChoreographedSaga.id(order.orderId())).stream().map(e -> e.type()).toList();
  }

  private List<DeadLetter> deadLetters(Order order) {
    return beans.getBeanProvider(DeadLetters.class).stream()
        .flatMap(letters -> letters.list(null, null, 1_000).stream())
        .filter(letter -> letter.stream().contains(order.orderId()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"choreography-reserve", "choreography-charge", "choreography-schedule"})
  void undoesAnOrderWhoseTimeRunsOutWhileAStepRuns(String step) {
    flows.faults().before(step, exchange -> Deadlines.pass(beans, StepHeaders.orderId(exchange)));
    Order order = place(anyOrder());

    assertThat(run(order)).succeedsWithin(LONG);

    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(
            new Failure("saga", "step-unavailable", "the saga's time ran out"), Order::failure);
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"choreography-reserve", "choreography-charge", "choreography-schedule"})
  void undoesAnOrderOfWhichAStepBreaks(String step) {
    flows.faults().before(step, exchange -> broken());
    Order order = place(anyOrder());

    assertThat(run(order)).succeedsWithin(LONG);

    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(
            new Failure(step, "step-unavailable", "the step failed unexpectedly"), Order::failure);
    assertThat(deadLetters(order)).isEmpty();
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {"choreography-reserve", "choreography-charge", "choreography-schedule"})
  void bringsAnOrderToAWholeEndWhereAStepBreaksAfterItsEffect(String step) {
    flows.faults().after(step, exchange -> broken());
    Order order = place(anyOrder());

    assertThat(run(order)).succeedsWithin(LONG);

    // its event is out: the others may have gone on before the step is given up
    if (flows.order(order.orderId()).status() == OrderStatus.CONFIRMED) {
      assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(flows.stock(sku)).isEqualTo(new StockLevel(sku, "tea", 6, 0)));
    } else {
      assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
      assertNothingIsLeftOf(order);
    }
  }

  private static void broken() {
    throw new IllegalStateException("told to fail");
  }

  @Test
  void undoesAnOrderWhoseTimeRanOutWhileNothingRan() throws Exception {
    CamelContext camel = flows.get(CamelContext.class);
    camel.getRouteController().stopRoute("inventory-events");
    Order order = place(anyOrder());
    CompletableFuture<Void> end = run(order);

    Deadlines.pass(beans, order.orderId());
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(signals(order))
                    .containsExactly("UndoRequested", "ShipmentBarred", "PaymentBarred"));
    camel.getRouteController().startRoute("inventory-events");

    assertThat(end).succeedsWithin(LONG);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertNothingIsLeftOf(order);
  }

  @Test
  void sendsNobodyASignalAboutAnOrderThatAllStepsTake() {
    Order order = place(anyOrder());

    assertThat(run(order)).succeedsWithin(LONG);

    assertThat(signals(order)).isEmpty();
    assertThat(flows.order(order.orderId()).sagaId())
        .isEqualTo(ChoreographedSaga.id(order.orderId()));
  }

  @Test
  void needsAnOperatorWhereACompensationGivesUpAndGoesOnWhereItIsTriedAgain() {
    AtomicBoolean broken = new AtomicBoolean(true);
    flows
        .faults()
        .before(
            "choreography-refund",
            exchange -> {
              if (broken.get()) {
                broken();
              }
            });
    Order order = place(anyOrder().toAtlantis());

    assertThat(run(order)).succeedsWithin(LONG);
    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.FAILED, Order::status)
        .returns("compensation-failed", failed -> failed.failure().type());
    await().atMost(LONG).untilAsserted(() -> assertThat(deadLetters(order)).hasSize(1));
    DeadLetter letter = deadLetters(order).get(0);
    assertThat(letter)
        .returns("choreography-payment", DeadLetter::group)
        .returns("ShipmentRefused", DeadLetter::type);

    broken.set(false);
    beans
        .getBeanProvider(DeadLetters.class)
        .forEach(letters -> letters.retry(letter.id(), "operator", null));

    untilStatus(order, OrderStatus.CANCELLED);
    assertNothingIsLeftOf(order);
    await().atMost(LONG).untilAsserted(() -> assertThat(deadLetters(order)).isEmpty());
  }
}
