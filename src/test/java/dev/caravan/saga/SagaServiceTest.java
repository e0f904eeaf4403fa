package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepHeaders;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.saga.CamelSagaCoordinator;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

@FlowTest
class SagaServiceTest {
  private static final String ROUTE = "saga-service-test";

  @Autowired BeanFactory beans;
  @Autowired CamelContext camel;
  @Autowired CamelSagaService sagas;
  private Flows flows;

  @BeforeEach
  void start() throws Exception {
    flows = new Flows(beans);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:" + ROUTE).routeId(ROUTE).saga().process(exchange -> {});
          }
        });
  }

  @AfterEach
  void removeRoute() throws Exception {
    if (camel.getRoute(ROUTE) != null) {
      camel.getRouteController().stopRoute(ROUTE);
      camel.removeRoute(ROUTE);
    }
  }

  @Test
  void sagasGoOnWhileAnotherRouteWithASagaIsRemoved() throws Exception {
    Order order = flows.place(anyOrder());
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    flows
        .faults()
        .before(
            "payment-charge",
            exchange -> {
              reached.countDown();
              assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
            });
    CompletableFuture<Void> running = flows.get(OrderFlows.class).run(order);
    assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();

    camel.getRouteController().stopRoute(ROUTE);
    assertThat(camel.removeRoute(ROUTE)).isTrue();
    goOn.countDown();

    running.get(20, TimeUnit.SECONDS);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    Order next = flows.place(anyOrder());
    assertThat(flows.send(next).getException()).isNull();
  }

  @Test
  void logsASagaThatEnlistsNothing() {
    Order order = flows.place(anyOrder());

    assertThat(flows.send("direct:" + ROUTE, order, Map.of()).getException()).isNull();

    assertThat(flows.sagaEvents(flows.coordinator().sagaOf(order.orderId())))
        .containsExactly("SagaStarted", "SagaClosed");
  }

  @Test
  void logsTheEndOfACancelledSagaThatEnlistedNothing() {
    Order order = flows.place(anyOrder());
    flows
        .faults()
        .before(
            ROUTE,
            exchange -> {
              throw new IllegalStateException("told to fail");
            });

    Exchange ended = flows.send("direct:" + ROUTE, order, Map.of());

    assertThat(ended.getException()).hasMessage("told to fail");
    assertThat(flows.sagaEvents(flows.coordinator().sagaOf(order.orderId())))
        .containsExactly("SagaStarted", "StepFailed", "SagaCancelled");
  }

  @Test
  void enlistsTheNextStepWhereTheCoordinatorTookInNoneBefore() {
    Exchange exchange = new DefaultExchange(camel);
    String key = "o-" + UUID.randomUUID();
    exchange.getMessage().setHeader(StepHeaders.ORDER_ID, key);
    CamelSagaStep step = new CamelSagaStep(camel.getEndpoint("mock:undone"), null, Map.of(), null);
    CamelSagaCoordinator saga = sagas.newSaga(exchange).join();
    URI lra = URI.create(saga.getId());

    flows.coordinator().goAway();
    assertThat(saga.beginStep(exchange, step)).isCompletedExceptionally();
    flows.coordinator().behave();
    assertThat(flows.coordinator().participants(lra)).isEmpty();

    for (int i = 0; i < 2; i++) {
      assertThat(sagas.getSaga(saga.getId()).join().beginStep(exchange, step)).isCompleted();
      assertThat(flows.coordinator().participants(lra)).hasSize(1);
    }
    assertThat(saga.compensate(exchange)).isCompleted();
    assertThat(flows.sagaEvents(lra)).endsWith("StepCompensated", "StepCompensated");
  }

  @Test
  void givesTheOpaqueIdToTheRoutesAndNotTheAddress() {
    Order order = flows.place(anyOrder());
    flows.send(order);

    String id = Flows.sagaId(flows.coordinator().sagaOf(order.orderId()));
    assertThat(flows.stream("order-" + order.orderId()).stream().skip(1))
        .allMatch(event -> id.equals(event.sagaId()));
    assertThat(id).doesNotContain("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil/lra-coordinator/1",
        "http://coordinator.test/lra-coordinator/",
        "http://coordinator.test/lra-coordinator/a/b",
        "file:/etc/passwd"
      })
  void knowsNoSagaOfAnotherCoordinator(String id) {
    assertThatThrownBy(() -> sagas.getSaga(id).join())
        .hasCauseInstanceOf(ForeignSagaException.class);
  }

  @Test
  void knowsASagaOfItsCoordinator() {
    String id = flows.coordinator().address() + "/0_ffff_1";

    assertThat(sagas.getSaga(id).join().getId()).isEqualTo(id);
  }
}
