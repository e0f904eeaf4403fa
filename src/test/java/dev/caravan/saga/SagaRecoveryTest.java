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
import dev.caravan.saga.SagaEvent.SagaOrphaned;
import dev.caravan.saga.SagaEvent.StepStarted;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The sagas of the tests have 30 seconds; none of them is waited for. */
@FlowTest
class SagaRecoveryTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Failure INTERRUPTED =
      new Failure("saga", "step-unavailable", "the saga was interrupted by a restart");

  @Autowired BeanFactory beans;
  private Flows flows;
  private String sku;
  private Order order;
  private URI lra;
  private Standstill standstill;

  @BeforeEach
  void stock() {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  @AfterEach
  void letGo() {
    if (standstill != null) {
      standstill.end();
    }
    flows.faults().behave();
    flows.coordinator().behave();
  }

  /** An order whose process stands still in a step, as one that died there. */
  private void standStillBefore(String route) throws InterruptedException {
    standStill(stop -> flows.faults().before(route, stop));
  }

  private void standStillAfter(String route) throws InterruptedException {
    standStill(stop -> flows.faults().after(route, stop));
  }

  private void standStill(Consumer<Processor> where) throws InterruptedException {
    order = flows.place(anyOrder().item(sku, 4, "2.50"));
    standstill = new Standstill(flows, order, where);
    lra = standstill.lra;
  }

  private void itsProcessIsGone() {
    give("gone", 1);
  }

  private void give(String owner, int incarnation) {
    assertThat(
            flows
                .get(JdbcTemplate.class)
                .update(
                    "update saga.open_saga set owner_id = ?, incarnation = ? where saga_id = ?",
                    owner,
                    incarnation,
                    Flows.sagaId(lra)))
        .isEqualTo(1);
  }

  private boolean isHeldOpen() {
    return !flows
        .get(JdbcTemplate.class)
        .queryForList("select 1 from saga.open_saga where saga_id = ?", Flows.sagaId(lra))
        .isEmpty();
  }

  private void awaitEnd(OrderStatus status) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(flows.order(order.orderId()).status()).isEqualTo(status));
    await().atMost(SOON).until(() -> !isHeldOpen());
  }

  private void assertNothingIsLeft() {
    assertThat(flows.stock(sku)).extracting(StockLevel::onHand).isEqualTo(10);
    assertThat(flows.stock(sku).reserved()).isZero();
    assertThat(flows.books(order.orderId())).doesNotContain("CHARGED", "SCHEDULED");
  }

  @Test
  void cancelsASagaWhoseProcessIsGoneAndTakesNothingThatComesLate() throws Exception {
    standStillBefore("shipping-schedule");

    itsProcessIsGone();

    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.order(order.orderId()).failure()).isEqualTo(INTERRUPTED);
    assertThat(flows.sagaEvents(lra)).contains("SagaOrphaned").endsWith("SagaCancelled");
    assertThat(standstill.end().getException()).isNotNull();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    assertNothingIsLeft();
  }

  @Test
  void leavesASagaWhoseProcessLivesUntilItDoesNot() throws Exception {
    JdbcTemplate jdbc = flows.get(JdbcTemplate.class);
    String other = "other-" + System.nanoTime();
    jdbc.update(
        "insert into saga.owner values (?, 1, clock_timestamp() + interval '1 hour')", other);
    standStillBefore("shipping-schedule");
    give(other, 1);

    flows.get(SagaRecovery.class).sweep();
    assertThat(flows.sagaEvents(lra)).doesNotContain("SagaOrphaned");

    jdbc.update("update saga.owner set expires_at = clock_timestamp() where owner_id = ?", other);
    awaitEnd(OrderStatus.CANCELLED);
  }

  @Test
  void endsByItsLogASagaThatTheCoordinatorHasLost() throws Exception {
    standStillAfter("shipping-schedule");
    flows.coordinator().forget(lra);

    itsProcessIsGone();

    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.order(order.orderId()).failure()).isEqualTo(INTERRUPTED);
    assertThat(flows.events(order.orderId()))
        .endsWith("ShipmentCancelled", "PaymentRefunded", "StockReleased", "OrderCancelled");
    assertThat(flows.sagaEvents(lra)).endsWith("SagaCancelled");
    assertNothingIsLeft();
  }

  @Test
  void goesOnWhereACompensationByTheLogFailed() throws Exception {
    standStillAfter("shipping-schedule");
    flows.coordinator().forget(lra);
    CountDownLatch failures = new CountDownLatch(2);
    flows
        .faults()
        .before(
            "payment-refund",
            exchange -> {
              if (failures.getCount() > 0) {
                failures.countDown();
                throw new IllegalStateException("broken");
              }
            });

    itsProcessIsGone();

    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.sagaEvents(lra)).filteredOn("CompensationFailed"::equals).hasSize(2);
    assertNothingIsLeft();
  }

  @Test
  void doesNotCancelWhatTheCoordinatorHasDecidedToClose() throws Exception {
    standStillAfter("shipping-schedule");
    flows.coordinator().decideToClose(lra);

    itsProcessIsGone();

    await().atMost(SOON).until(() -> flows.sagaEvents(lra).contains("SagaClosed"));
    flows.coordinator().recover(lra);
    awaitEnd(OrderStatus.CONFIRMED);
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
    assertThat(flows.stock(sku).onHand()).isEqualTo(6);
    assertThat(flows.sagaEvents(lra)).doesNotContain("StepCompensated");
  }

  @Test
  void completesAClosedSagaThatTheCoordinatorHasLost() throws Exception {
    standStillAfter("shipping-schedule");
    flows
        .faults()
        .before(
            "order-confirm",
            exchange -> {
              throw new IllegalStateException("broken");
            });
    flows.coordinator().decideToClose(lra);
    flows.coordinator().recover(lra);
    assertThat(flows.sagaEvents(lra)).endsWith("SagaClosed");
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.SHIPPED);
    flows.coordinator().forget(lra);
    flows.faults().behave();

    itsProcessIsGone();

    awaitEnd(OrderStatus.CONFIRMED);
    assertThat(flows.stock(sku)).returns(6, StockLevel::onHand).returns(0, StockLevel::reserved);
  }

  @Test
  void undoesAStepOfWhichTheCoordinatorNeverLearned() throws Exception {
    standStillBefore("payment-charge");
    flows
        .get(SagaLog.class)
        .append(
            Flows.sagaId(lra),
            known ->
                List.of(
                    new StepStarted(
                        "died-before-the-join",
                        "shipping-schedule",
                        "direct:shipping-cancel",
                        null,
                        Map.of(StepHeaders.ORDER_ID, order.orderId()),
                        "died-before-the-join")));

    itsProcessIsGone();

    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.sagaEvents(lra)).endsWith("StepCompensated", "SagaCancelled");
  }

  @Test
  void anOrphanedSagaTakesNoMoreSteps() throws Exception {
    standStillAfter("inventory-reserve");
    flows
        .get(SagaLog.class)
        .append(Flows.sagaId(lra), known -> List.of(new SagaOrphaned(INTERRUPTED)));

    assertThat(standstill.end().getException()).isInstanceOf(SagaEndedException.class);
    assertThat(flows.sagaEvents(lra))
        .startsWith("SagaStarted", "StepStarted", "StepStarted", "SagaOrphaned", "StepFailed");
    assertThat(flows.books(order.orderId())).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void nothingIsCompletedOfWhichSomethingIsUndone() throws Exception {
    standStillAfter("shipping-schedule");
    SagaLog log = flows.get(SagaLog.class);
    String sagaId = Flows.sagaId(lra);
    StepStarted last = List.copyOf(log.find(sagaId).steps().values()).get(3);
    log.append(sagaId, known -> List.of(new SagaEvent.StepCompensated(last.step())));

    flows.coordinator().decideToClose(lra);
    flows.coordinator().recover(lra);

    assertThat(flows.coordinator().answers(lra))
        .extracting(ParticipantCallbacks.Answer::status)
        .containsOnly(410);
    assertThat(log.find(sagaId).status()).isEqualTo(Saga.Status.OPEN);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.SHIPPED);
  }

  @Test
  void cancelsWhatCouldNotBeCancelledWhileTheCoordinatorWasAway() throws Exception {
    standStillAfter("payment-charge");
    flows.coordinator().goAway();
    flows
        .faults()
        .before(
            "shipping-schedule",
            exchange -> {
              throw new IllegalStateException("broken");
            });
    assertThat(standstill.end().getException()).hasMessage("broken");
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.PAID);

    flows.coordinator().behave();

    awaitEnd(OrderStatus.CANCELLED);
    assertNothingIsLeft();
  }

  @Test
  void closesWhatCouldNotBeClosedWhileTheCoordinatorWasAway() throws Exception {
    isThroughWhileTheCoordinatorIsAway();

    flows.coordinator().comeBack();

    awaitSold();
    assertThat(flows.sagaEvents(lra)).endsWith("StepStarted", "CloseUnanswered", "SagaClosed");
  }

  @Test
  void closesByItsLogWhatTheCoordinatorLostBeforeItCouldBeClosed() throws Exception {
    isThroughWhileTheCoordinatorIsAway();
    flows.coordinator().forget(lra);

    flows.coordinator().comeBack();

    awaitSold();
  }

  @Test
  void closesByItsLogWhatTheCoordinatorLostBeforeItWasAskedToCloseIt() throws Exception {
    standStillAfter("shipping-schedule");
    flows.coordinator().forget(lra);

    assertThat(Failures.of(standstill.end()).detail())
        .isEqualTo("the saga coordinator does not answer");

    awaitSold();
  }

  @Test
  void cancelsWhatTheCoordinatorDoesNotCloseAnyMoreAsItsTimeRanOut() throws Exception {
    isThroughWhileTheCoordinatorIsAway();
    flows.coordinator().letTimeRunOut();

    flows.coordinator().comeBack();

    awaitUndoneAsTimeRanOut();
  }

  @Test
  void cancelsWhatTheCoordinatorCancelledBeforeItCouldBeClosed() throws Exception {
    isThroughWhileTheCoordinatorIsAway();

    flows.coordinator().expire(lra);
    flows.coordinator().comeBack();

    awaitUndoneAsTimeRanOut();
  }

  private void awaitSold() {
    awaitEnd(OrderStatus.CONFIRMED);
    assertThat(flows.stock(sku)).extracting(StockLevel::onHand).isEqualTo(6);
  }

  private void awaitUndoneAsTimeRanOut() {
    awaitEnd(OrderStatus.CANCELLED);
    assertThat(flows.order(order.orderId()).failure()).isEqualTo(Failures.timeRanOut());
    assertNothingIsLeft();
  }

  private void isThroughWhileTheCoordinatorIsAway() throws InterruptedException {
    standStillAfter("payment-charge");
    flows.coordinator().goAway();
    assertThat(standstill.end().getException()).isNotNull();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.SHIPPED);
  }

  @Test
  void holdsNothingOpenOfASagaThatEndedByItself() {
    for (Order one : List.of(flows.place(anyOrder()), flows.place(anyOrder().toAtlantis()))) {
      order = one;
      flows.send(one);
      lra = flows.coordinator().sagaOf(one.orderId());
      await().atMost(SOON).until(() -> !isHeldOpen());
    }
  }
}
