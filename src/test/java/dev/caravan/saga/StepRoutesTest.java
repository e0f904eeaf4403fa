package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.inventory.Inventory;
import dev.caravan.journal.Personal;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEventCodec;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.SagaEvent.StepStarted;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** The routes of participants and of the order, each by itself. */
@FlowTest
class StepRoutesTest {
  @Autowired BeanFactory beans;
  private Flows flows;
  private String sku;

  @BeforeEach
  void stock() {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  private Order place() {
    return flows.place(anyOrder().item(sku, 4));
  }

  private Order confirmed() {
    Order order = place();
    assertThat(flows.send(order).getException()).isNull();
    return flows.order(order.orderId());
  }

  @Test
  void aRouteOpensWhatIsSealedByABean() {
    Order order = place();
    CamelContext camel = flows.get(CamelContext.class);
    Exchange exchange = ExchangeBuilder.anExchange(camel).withBody(order).build();

    Object token =
        camel
            .resolveLanguage("simple")
            .createExpression("${bean:personalData?method=token}")
            .evaluate(exchange, Object.class);

    assertThat(token).isEqualTo(new Personal.Clear<>("tok_visa"));
    assertThat(exchange.getMessage().getBody()).isSameAs(order);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inventory-reserve",
        "payment-charge",
        "shipping-schedule",
        "inventory-return",
        "payment-return",
        "shipping-recall"
      })
  void aStepRefusesToRunOutsideOfASaga(String route) {
    Order order = place();

    Exchange ended = flows.send("direct:" + route, order, Map.of());

    assertThat(ended.getException()).isInstanceOf(CamelExchangeException.class);
    assertThat(flows.faults().ran()).isEmpty();
    assertThat(flows.events(order.orderId())).containsExactly("OrderPlaced");
    assertThat(flows.books(order.orderId())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.test/lra-coordinator/1",
        "http://coordinator.test/lra-coordinator/../shutdown",
        "http://coordinator.test/lra-coordinator",
        "http://coordinator.test.evil.test/lra-coordinator/1",
        "http://coordinator.test/lra-coordinator/1?x=y",
        "http://coordinator.test@evil.test/lra-coordinator/1",
        "urn:saga:1",
        "no url"
      })
  void aStepRefusesASagaOfAnotherCoordinator(String lra) {
    Order order = place();

    Exchange ended =
        flows.send(
            "direct:inventory-reserve", order, Map.of(Exchange.SAGA_LONG_RUNNING_ACTION, lra));

    assertThat(ended.getException())
        .isNotNull()
        .satisfiesAnyOf(
            error -> assertThat(error).isInstanceOf(ForeignSagaException.class),
            error -> assertThat(error).hasRootCauseInstanceOf(ForeignSagaException.class));
    assertThat(flows.stock(sku).reserved()).isZero();
  }

  @Test
  void aCompensationRunsByTheOrdersIdAlone() {
    Order order = confirmed();

    for (String route : new String[] {"shipping-cancel", "payment-refund", "inventory-release"}) {
      for (int time = 0; time < 2; time++) {
        assertThat(flows.send("direct:" + route, order, Map.of()).getException()).isNull();
      }
    }

    assertThat(flows.events(order.orderId()))
        .endsWith("OrderConfirmed", "ShipmentCancelled", "PaymentRefunded", "StockReleased");
    assertThat(flows.books(order.orderId())).containsExactly("REFUNDED", "CANCELLED");
    assertThat(flows.stock(sku).onHand()).isEqualTo(10);
  }

  @Test
  void commitTakesHeldStockOff() {
    Order order = place();
    flows
        .faults()
        .before(
            "payment-charge", exchange -> flows.send("direct:inventory-commit", order, Map.of()));
    flows.send(order);

    assertThat(flows.stock(sku).onHand()).isEqualTo(6);
    assertThat(flows.stock(sku).reserved()).isZero();
  }

  @Test
  void confirmsNoOrderThatWasCancelled() {
    Order order = flows.place(anyOrder().item(sku, 4).declined());
    flows.send(order);

    Exchange ended = flows.send("direct:order-confirm", order, Map.of());

    assertThat(ended.getException())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(order.orderId())
        .hasMessageContaining("NOT_OPEN");
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"order-cancel", "order-cancelled"})
  void waitsWithTheEndUntilAllIsUndone(String route) {
    Order order = confirmed();

    Exchange ended = flows.send("direct:" + route, order, Map.of());

    assertThat(ended.getException()).isInstanceOf(NotYetException.class);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void cancelsAnOrderThatNoSagaStopped() {
    Order order = place();

    assertThat(flows.send("direct:order-cancel", order, Map.of()).getException()).isNull();

    assertThat(flows.order(order.orderId()).failure().detail())
        .isEqualTo("the saga's time ran out");
  }

  @Test
  void undoesAConfirmedOrderForItsCustomerBeforeTheSagaHasClosed() {
    Order order = confirmed();
    flows.faults().behave();

    OrderFlows runner = flows.get(OrderFlows.class);
    runner.cancel(order, "changed my mind", "clerk").join();

    assertThat(flows.order(order.orderId())).returns(OrderStatus.CANCELLED, Order::status);
    assertThat(flows.faults().ran())
        .containsExactly(
            "shipping-cancel", "payment-refund", "inventory-release", "order-cancelled");
    var last = flows.stream("order-" + order.orderId());
    assertThat(OrderEventCodec.read(last.get(last.size() - 1)))
        .isEqualTo(new OrderCancelled("changed my mind", null));
    assertThat(last.get(last.size() - 1).actor()).isEqualTo("clerk");
    assertThat(flows.books(order.orderId())).containsExactly("REFUNDED", "CANCELLED");
    assertThat(flows.stock(sku).onHand()).isEqualTo(10);
  }

  @Test
  void runsAnOrderOnAThreadOfItsOwn() {
    Order order = place();
    Thread[] ran = new Thread[1];
    flows.faults().before("payment-charge", exchange -> ran[0] = Thread.currentThread());

    flows.get(OrderFlows.class).run(order).join();

    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(ran[0]).isNotNull().isNotSameAs(Thread.currentThread());
  }

  @Test
  void endsAnOrderWhoseSagaCouldNotBegin() {
    Order order = place();
    flows.coordinator().goAway();

    assertThat(flows.get(OrderFlows.class).run(order))
        .failsWithin(java.time.Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(SagaNotClosedException.class);

    assertThat(flows.order(order.orderId()))
        .returns(OrderStatus.CANCELLED, Order::status)
        .satisfies(o -> assertThat(o.failure().type()).isEqualTo("step-unavailable"));
  }

  @Test
  void endsAnOrderThatIsThroughByTheTimeLimitWhileTheCoordinatorIsAway() {
    Order order = place();
    flows.faults().after("payment-charge", exchange -> flows.coordinator().goAway());

    assertThat(flows.get(OrderFlows.class).run(order))
        .failsWithin(java.time.Duration.ofSeconds(10));
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.SHIPPED);

    URI lra = flows.coordinator().sagaOf(order.orderId());
    assertThat(flows.coordinator().expire(lra)).isEqualTo(SagaOutcome.CANCELLED);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(flows.stock(sku).reserved()).isZero();
  }

  @Test
  void leavesAnOrderToRecoveryWhereNobodyKnowsWhetherItsSagaClosed() throws Exception {
    CamelContext camel = flows.get(CamelContext.class);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:no-steps")
                .routeId("no-steps")
                .routeGroup(OrderFlowRunner.GROUP)
                .saga()
                .option(StepHeaders.ORDER_ID, header(StepHeaders.ORDER_ID))
                .compensation("direct:order-cancel")
                .completion("direct:order-confirm")
                .process(exchange -> {});
          }
        });
    try {
      Order order = flows.place(anyOrder().flow("no-steps"));
      flows
          .faults()
          .before(
              "no-steps",
              exchange -> {
                flows.coordinator().decideToClose(flows.coordinator().sagaOf(order.orderId()));
                flows.coordinator().goAway();
              });

      assertThat(flows.get(OrderFlows.class).run(order))
          .failsWithin(java.time.Duration.ofSeconds(10));
      assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.PLACED);

      flows.coordinator().behave();
      flows.coordinator().recover(flows.coordinator().sagaOf(order.orderId()));
      assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    } finally {
      camel.getRouteController().stopRoute("no-steps");
      camel.removeRoute("no-steps");
    }
  }

  @Test
  void cancelsAnOrderOnlyOnceAStepIsUndoneOfWhichItDoesNotKnow() throws Exception {
    try (OwnStep own = new OwnStep()) {
      Order order = flows.place(anyOrder().flow(OwnStep.FLOW));
      flows.send(order);
      URI lra = flows.coordinator().sagaOf(order.orderId());
      assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.PLACED);

      own.reachable.set(true);

      assertThat(flows.coordinator().recover(lra)).isEqualTo(SagaOutcome.CANCELLED);
      assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
      assertThat(flows.sagaEvents(lra)).endsWith("SagaCancelled");
    }
  }

  @Test
  void failsAnOrderWhereAStepCannotBeUndoneOfWhichItDoesNotKnow() throws Exception {
    try (OwnStep unreachable = new OwnStep()) {
      Order order = flows.place(anyOrder().flow(OwnStep.FLOW));
      flows.send(order);
      URI lra = flows.coordinator().sagaOf(order.orderId());

      for (int attempt = 2; attempt <= StepCallbacks.ATTEMPTS; attempt++) {
        flows.coordinator().recover(lra);
      }

      assertThat(flows.coordinator().recover(lra)).isEqualTo(SagaOutcome.FAILED_TO_CANCEL);
      assertThat(flows.order(order.orderId()))
          .returns(OrderStatus.FAILED, Order::status)
          .satisfies(o -> assertThat(o.failure().step()).isEqualTo("own-step"));
    }
  }

  @Test
  void failsTheOrderOfAStepThatCannotBeUndone() {
    Order begun = place();
    Order other = place();
    SagaLog log = flows.get(SagaLog.class);
    String saga = "0_ffff_" + begun.orderId();
    StepStarted step =
        new StepStarted(
            "of-other",
            "of-other",
            "direct:payment-refund",
            null,
            Map.of(StepHeaders.ORDER_ID, other.orderId()),
            "of-other");
    log.append(saga, known -> List.of(step(begun), step));

    Saga known = log.find(saga);
    flows
        .faults()
        .before(
            "payment-refund",
            exchange -> {
              throw new IllegalStateException("unreachable");
            });
    for (int attempt = 1; attempt <= StepCallbacks.ATTEMPTS; attempt++) {
      flows
          .get(StepCallbacks.class)
          .run(CallbackAddresses.Action.COMPENSATE, known, step, URI.create("http://c.test/lra"));
    }

    assertThat(flows.order(other.orderId()).status()).isEqualTo(OrderStatus.FAILED);
    assertThat(flows.order(begun.orderId()).status()).isEqualTo(OrderStatus.PLACED);
  }

  private static StepStarted step(Order order) {
    return new StepStarted(
        "flow",
        "flow",
        "direct:order-cancel",
        null,
        Map.of(StepHeaders.ORDER_ID, order.orderId()),
        "flow");
  }

  /** A flow with a step of its own that does not say which order it is for, and then fails. */
  private final class OwnStep implements AutoCloseable {
    static final String FLOW = "own-step-fails";

    private final CamelContext camel = flows.get(CamelContext.class);
    private final AtomicBoolean reachable = new AtomicBoolean();

    OwnStep() throws Exception {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:own-step-fails")
                  .routeId(FLOW)
                  .routeGroup(OrderFlowRunner.GROUP)
                  .saga()
                  .option(StepHeaders.ORDER_ID, header(StepHeaders.ORDER_ID))
                  .compensation("direct:order-cancel")
                  .completion("direct:order-confirm")
                  .to("direct:own-step")
                  .throwException(new IllegalStateException("broken"));
              from("direct:own-step")
                  .routeId("own-step")
                  .saga()
                  .propagation(SagaPropagation.MANDATORY)
                  .compensation("direct:own-step-undo")
                  .process(exchange -> {});
              from("direct:own-step-undo").routeId("own-step-undo").process(e -> undo());
            }
          });
    }

    private void undo() {
      if (!reachable.get()) {
        throw new IllegalStateException("unreachable");
      }
    }

    @Override
    public void close() throws Exception {
      for (String route : List.of(FLOW, "own-step", "own-step-undo")) {
        camel.getRouteController().stopRoute(route);
        camel.removeRoute(route);
      }
    }
  }
}
