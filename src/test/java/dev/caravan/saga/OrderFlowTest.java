package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.inventory.Inventory;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import java.net.URI;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Both orchestrations of an order: the YAML file and the Java DSL; they must not differ. */
@FlowTest
class OrderFlowTest {
  private static final String YAML = "order-fulfilment";
  private static final String JAVA = "order-fulfilment-java";

  @Autowired BeanFactory beans;
  private Flows flows;
  private String sku;

  @BeforeEach
  void stock() {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  private Order place(OrderBuilder builder, String flow) {
    return flows.place(builder.flow(flow).item(sku, 4, "2.50"));
  }

  private URI saga(Order order) {
    return flows.coordinator().sagaOf(order.orderId());
  }

  private void assertNothingIsLeftOf(Order order) {
    assertThat(flows.stock(sku).onHand()).isEqualTo(10);
    assertThat(flows.stock(sku).reserved()).isZero();
    assertThat(flows.books(order.orderId())).doesNotContain("CHARGED", "SCHEDULED");
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void confirmsAnOrderThatAllStepsTake(String flow) {
    Order order = place(anyOrder(), flow);

    Exchange ended = flows.send(order);

    assertThat(ended.getException()).isNull();
    assertThat(flows.events(order.orderId()))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "OrderConfirmed");
    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CONFIRMED, Order::status)
        .returns(Flows.sagaId(saga(order)), Order::sagaId);
    assertThat(flows.stock(sku).onHand()).isEqualTo(6);
    assertThat(flows.stock(sku).reserved()).isZero();
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
    assertThat(flows.faults().ran())
        .containsExactly(
            "inventory-reserve",
            "payment-charge",
            "shipping-schedule",
            "inventory-commit",
            "order-confirm");
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void logsTheSagaOfAConfirmedOrder(String flow) {
    Order order = place(anyOrder(), flow);
    flows.send(order);

    assertThat(flows.sagaEvents(saga(order)))
        .containsExactly(
            "SagaStarted",
            "StepStarted",
            "StepStarted",
            "StepStarted",
            "StepStarted",
            "SagaClosed");
    assertThat(flows.stream("saga-" + Flows.sagaId(saga(order))).get(0).data())
        .isEqualTo("{\"key\":\"%s\",\"flow\":\"%s\"}".formatted(order.orderId(), flow));
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void cancelsAnOrderThatInventoryRefuses(String flow) {
    Order order = place(anyOrder().item(sku, 7), flow);

    Exchange ended = flows.send(order);

    assertRefused(ended, "inventory.reserve", Failure.OUT_OF_STOCK);
    assertThat(flows.events(order.orderId()))
        .containsExactly("OrderPlaced", "StockRefused", "OrderCancelled");
    assertThat(flows.faults().ran())
        .containsExactly("inventory-reserve", "inventory-release", "order-cancel");
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void cancelsAnOrderThatPaymentDeclines(String flow) {
    Order order = place(anyOrder().declined(), flow);

    Exchange ended = flows.send(order);

    assertRefused(ended, "payment.charge", Failure.PAYMENT_DECLINED);
    assertThat(flows.events(order.orderId()))
        .containsExactly(
            "OrderPlaced", "StockReserved", "PaymentDeclined", "StockReleased", "OrderCancelled");
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void undoesInReverseAnOrderThatShippingRefuses(String flow) {
    Order order = place(anyOrder().toAtlantis(), flow);

    Exchange ended = flows.send(order);

    assertRefused(ended, "shipping.schedule", Failure.SHIPPING_REFUSED);
    assertThat(flows.events(order.orderId()))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentRefused",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled");
    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(
            new Failure("shipping.schedule", "shipping-refused", "no carrier goes to Atlantis"),
            Order::failure);
    assertThat(flows.sagaEvents(saga(order)))
        .containsExactly(
            "SagaStarted",
            "StepStarted",
            "StepStarted",
            "StepStarted",
            "StepStarted",
            "StepFailed",
            "StepCompensated",
            "StepCompensated",
            "StepCompensated",
            "StepCompensated",
            "SagaCancelled");
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void triesAStepThreeTimesMoreWhereWhatItNeedsDoesNotAnswer(String flow) {
    Order order = place(anyOrder().unreachableProvider(), flow);

    Exchange ended = flows.send(order);

    assertThat(ended.getException()).isInstanceOf(StepUnavailableException.class);
    assertThat(flows.faults().ran()).filteredOn("payment-charge"::equals).hasSize(4);
    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .satisfies(
            cancelled ->
                assertThat(cancelled.failure())
                    .returns("payment.charge", Failure::step)
                    .returns(Failure.STEP_UNAVAILABLE, Failure::type));
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void goesOnWhereWhatAStepNeedsAnswersAtASecondTry(String flow) {
    Order order = place(anyOrder(), flow);
    int[] tries = {0};
    flows
        .faults()
        .before(
            "payment-charge",
            exchange -> {
              if (tries[0]++ == 0) {
                throw new StepUnavailableException("payment.charge", "away", null);
              }
            });

    assertThat(flows.send(order).getException()).isNull();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inventory-reserve", "payment-charge", "shipping-schedule"})
  void aStepThatRunsAgainAfterItTookEffectHasNoSecondEffect(String step) {
    Order order = place(anyOrder(), YAML);
    int[] runs = {0};
    flows
        .faults()
        .after(
            step,
            exchange -> {
              if (runs[0]++ == 0) {
                throw new StepUnavailableException(step, "told to run again", null);
              }
            });

    assertThat(flows.send(order).getException()).isNull();
    assertThat(flows.faults().ran()).filteredOn(step::equals).hasSize(2);
    assertThat(flows.events(order.orderId())).hasSize(5).doesNotHaveDuplicates();
    assertThat(flows.stock(sku).onHand()).isEqualTo(6);
    assertThat(flows.stock(sku).reserved()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void keepsTheFirstErrorWhereACompensationFails(String flow) {
    Order order = place(anyOrder().toAtlantis(), flow);
    failing("payment-refund");

    Exchange ended = flows.send(order);

    assertRefused(ended, "shipping.schedule", Failure.SHIPPING_REFUSED);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLING);
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED");

    flows.faults().behave();
    assertThat(flows.coordinator().recover(saga(order))).isEqualTo(SagaOutcome.CANCELLED);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(flows.sagaEvents(saga(order)))
        .contains("CompensationFailed")
        .endsWith("SagaCancelled");
    assertNothingIsLeftOf(order);
  }

  private void failing(String route) {
    flows
        .faults()
        .before(
            route,
            exchange -> {
              throw new IllegalStateException("told to fail");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void undoesAStepThatBrokeAfterItsWork(String flow) {
    Order order = place(anyOrder(), flow);
    flows
        .faults()
        .after(
            "shipping-schedule",
            exchange -> {
              throw new IllegalStateException("told to fail");
            });

    Exchange ended = flows.send(order);

    assertThat(ended.getException()).hasMessage("told to fail");
    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(
            new Failure("shipping-schedule", "step-unavailable", "the step failed unexpectedly"),
            Order::failure);
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void followsTheCoordinatorThatCancelsInsteadOfClosing(String flow) {
    Order order = place(anyOrder(), flow);
    flows.coordinator().letTimeRunOut();

    Exchange ended = flows.send(order);

    assertThat(ended.getException()).hasRootCauseInstanceOf(SagaCancelledException.class);
    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(
            new Failure("saga", "step-unavailable", "the saga's time ran out"), Order::failure);
    assertThat(flows.sagaEvents(saga(order)))
        .doesNotContain("SagaClosed")
        .endsWith("SagaCancelled");
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void refusesTheStepsThatComeAfterTheTimeRanOut(String flow) {
    Order order = place(anyOrder(), flow);
    flows.faults().before("payment-charge", exchange -> flows.coordinator().expire(saga(order)));

    Exchange ended = flows.send(order);

    assertThat(ended.getException()).isNotNull();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(flows.events(order.orderId()))
        .containsExactly("OrderPlaced", "StockReserved", "StockReleased", "OrderCancelled");
    assertThat(flows.sagaEvents(saga(order)))
        .filteredOn(event -> !event.equals("StepStarted"))
        .startsWith("SagaStarted", "StepFailed", "StepCompensated");
    assertNothingIsLeftOf(order);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void tellsTheCoordinatorWhoseSagaItIsAndHowLongItMayTake(String flow) {
    Order order = place(anyOrder(), flow);
    flows.send(order);

    assertThat(flows.coordinator().timeLimit(saga(order))).hasSeconds(30);
    assertThat(flows.coordinator().clientId(saga(order))).isEqualTo(order.orderId());
    assertThat(flows.coordinator().participants(saga(order)))
        .hasSize(1)
        .allMatch(participant -> participant.complete() != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void changesNothingWhereEveryCallbackComesThreeTimes(String flow) {
    flows.coordinator().deliverEach(3);
    Order confirmed = place(anyOrder(), flow);
    flows.send(confirmed);
    Order refused = place(anyOrder().toAtlantis(), flow);
    flows.send(refused);

    assertThat(flows.events(confirmed.orderId())).hasSize(5).doesNotHaveDuplicates();
    assertThat(flows.events(refused.orderId())).hasSize(7).doesNotHaveDuplicates();
    assertThat(flows.sagaEvents(saga(refused))).filteredOn("StepCompensated"::equals).hasSize(4);
    assertThat(flows.coordinator().answers(saga(refused)))
        .hasSize(3)
        .containsOnly(new ParticipantCallbacks.Answer(200, null));
    assertThat(flows.stock(sku).onHand()).isEqualTo(6);
  }

  private static void assertRefused(Exchange ended, String step, String type) {
    assertThat(ended.getException())
        .isInstanceOfSatisfying(
            StepRefusedException.class,
            refused ->
                assertThat(refused.failure())
                    .returns(step, Failure::step)
                    .returns(type, Failure::type));
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA})
  void canBeNamedByAnOrder(String flow) {
    assertThat(flows.get(OrderFlows.class).names()).contains(flow);
  }
}
