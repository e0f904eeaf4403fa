package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Of a flow that says so. That others are undone is in {@link SagaRecoveryTest}. */
@FlowTest
class ForwardRecoveryTest {
  private static final String FLOW = "order-forward";
  private static final Duration SOON = Duration.ofSeconds(20);

  @Autowired BeanFactory beans;
  private Flows flows;
  private String sku;
  private Order order;
  private URI lra;
  private Standstill standstill;

  @BeforeEach
  void flow() throws Exception {
    flows = new Flows(beans);
    flows
        .get(CamelContext.class)
        .addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:" + FLOW)
                    .routeId(FLOW)
                    .routeGroup(OrderFlowRunner.GROUP)
                    .saga()
                    .option(StepHeaders.ORDER_ID, header(StepHeaders.ORDER_ID))
                    .option("recovery", constant("forward"))
                    .compensation("direct:order-cancel")
                    .completion("direct:order-confirm")
                    .to("direct:inventory-reserve")
                    .to("direct:payment-charge")
                    .to("direct:shipping-schedule");
              }
            });
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  @AfterEach
  void letGo() throws Exception {
    if (standstill != null) {
      standstill.end();
    }
    flows.faults().behave();
    flows.coordinator().behave();
    CamelContext context = flows.get(CamelContext.class);
    context.getRouteController().stopRoute(FLOW);
    context.removeRoute(FLOW);
  }

  /** An order whose process stands still in a step, as one that died there. */
  private void standStill(OrderBuilder of, Consumer<Processor> where) throws InterruptedException {
    order = flows.place(of.flow(FLOW).item(sku, 4, "2.50"));
    standstill = new Standstill(flows, order, where);
    lra = standstill.lra;
    flows.faults().behave();
  }

  private void standStillBefore(String step, OrderBuilder of) throws InterruptedException {
    standStill(of, stop -> flows.faults().before(step, stop));
  }

  private void standStillAfter(String step) throws InterruptedException {
    standStill(anyOrder(), stop -> flows.faults().after(step, stop));
  }

  private void itsProcessIsGone() {
    assertThat(
            flows
                .get(JdbcTemplate.class)
                .update(
                    "update saga.open_saga set owner_id = 'gone', incarnation = 1"
                        + " where saga_id = ?",
                    Flows.sagaId(lra)))
        .isEqualTo(1);
  }

  private void awaitEnd(OrderStatus status) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(flows.order(order.orderId()).status()).isEqualTo(status));
    await()
        .atMost(SOON)
        .until(
            () ->
                flows
                    .get(JdbcTemplate.class)
                    .queryForList(
                        "select 1 from saga.open_saga where saga_id = ?", Flows.sagaId(lra))
                    .isEmpty());
  }

  private void assertEachStepHasOneEffect() {
    assertThat(flows.events(order.orderId()))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "OrderConfirmed");
    assertThat(flows.stock(sku)).returns(6, StockLevel::onHand).returns(0, StockLevel::reserved);
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
  }

  private void assertNothingIsLeft() {
    assertThat(flows.stock(sku)).returns(10, StockLevel::onHand).returns(0, StockLevel::reserved);
    assertThat(flows.books(order.orderId())).doesNotContain("CHARGED", "SCHEDULED");
  }

  @ParameterizedTest
  @CsvSource({"inventory-reserve,2", "payment-charge,3", "shipping-schedule,4"})
  void takesAnOrderForwardFromWhereverItWasCutOff(String step, int begun) throws Exception {
    standStillAfter(step);

    itsProcessIsGone();

    awaitEnd(OrderStatus.CONFIRMED);
    assertEachStepHasOneEffect();
    List<String> log = flows.sagaEvents(lra);
    assertThat(log).filteredOn("StepStarted"::equals).hasSize(begun + 4);
    assertThat(log.indexOf("SagaResumed")).isEqualTo(begun + 1);
    assertThat(log).doesNotContain("SagaOrphaned", "StepFailed").endsWith("SagaClosed");
    assertThat(flows.get(RecordedOrders.class).find(order.orderId()))
        .isInstanceOf(RecordedOrders.Found.Interrupted.class);
  }

  @Test
  void theFirstRunChangesNothingThatComesLate() throws Exception {
    standStillBefore("shipping-schedule", anyOrder());

    itsProcessIsGone();
    awaitEnd(OrderStatus.CONFIRMED);

    standstill.end();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertEachStepHasOneEffect();
  }

  @Test
  void undoesAnOrderThatAStepRefusesOnItsWayForward() throws Exception {
    standStillBefore("shipping-schedule", anyOrder().toAtlantis());

    itsProcessIsGone();

    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.order(order.orderId()).failure())
        .extracting(Failure::type)
        .isEqualTo(Failure.SHIPPING_REFUSED);
    assertThat(flows.events(order.orderId()))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentRefused",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled");
    assertThat(flows.sagaEvents(lra))
        .contains("SagaResumed", "StepFailed")
        .endsWith("SagaCancelled");
    assertNothingIsLeft();
  }

  @Test
  void undoesAnOrderOfWhichAStepHasFailed() throws Exception {
    standStillAfter("payment-charge");
    flows
        .get(SagaLog.class)
        .append(
            Flows.sagaId(lra),
            known -> List.of(new StepFailed(new Failure("x", Failure.STEP_UNAVAILABLE, "away"))));

    itsProcessIsGone();

    assertIsUndone();
  }

  @Test
  void undoesAnOrderThatTheCoordinatorHasLost() throws Exception {
    standStillAfter("payment-charge");
    flows.coordinator().forget(lra);

    itsProcessIsGone();

    assertIsUndone();
  }

  @Test
  void undoesWhatIsOverdueWhileItsProcessLives() throws Exception {
    standStillAfter("payment-charge");

    flows.get(SagaLeases.class).look(Flows.sagaId(lra));

    assertIsUndone();
  }

  private void assertIsUndone() {
    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.sagaEvents(lra)).doesNotContain("SagaResumed");
    assertNothingIsLeft();
  }

  @Test
  void isTakenForwardOnceAndLeftAloneMeanwhile() throws Exception {
    standStillAfter("inventory-reserve");
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    flows
        .faults()
        .before(
            "payment-charge",
            exchange -> {
              if (isOfTheOrder(exchange)) {
                reached.countDown();
                assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
              }
            });
    itsProcessIsGone();
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

    SagaRecovery recovery = flows.get(SagaRecovery.class);
    Collections.nCopies(3, Flows.sagaId(lra))
        .forEach(
            id -> {
              flows.get(SagaLeases.class).look(id);
              sweep(recovery);
            });
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.RESERVED);
    release.countDown();

    awaitEnd(OrderStatus.CONFIRMED);
    assertThat(flows.sagaEvents(lra)).containsOnlyOnce("SagaResumed");
    assertThat(flows.sagaEvents(lra)).doesNotContain("SagaOrphaned");
    assertEachStepHasOneEffect();
  }

  private boolean isOfTheOrder(Exchange exchange) {
    return order.orderId().equals(exchange.getMessage().getHeader(StepHeaders.ORDER_ID));
  }

  private static void sweep(SagaRecovery recovery) {
    try {
      recovery.sweep();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isUndoneWhereItsTimeRunsOutOnTheWay() throws Exception {
    standStillAfter("inventory-reserve");
    flows
        .faults()
        .before(
            "payment-charge",
            exchange -> {
              if (isOfTheOrder(exchange)) {
                flows.coordinator().expire(lra);
              }
            });

    itsProcessIsGone();

    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.sagaEvents(lra)).contains("SagaResumed", "SagaCancelled");
    assertNothingIsLeft();
  }
}
