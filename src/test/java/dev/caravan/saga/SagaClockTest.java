package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.inventory.Inventory;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The application's clock jumps by an hour while sagas are open. Which clock decides what:
 *
 * <ul>
 *   <li>the database's: whose process is gone, when a saga is overdue, and which orders and
 *       processes were left behind
 *   <li>the coordinator's timers: the time limit of a saga
 *   <li>a counter of nanoseconds that nobody moves: how long a process waits for a signal, how long
 *       an answer waits
 *   <li>the application's: only what events and answers say of when they were, and how long
 *       something must have been wrong until it is told
 * </ul>
 */
@FlowTest
class SagaClockTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @Autowired BeanFactory beans;
  @TempDir Path directory;
  private Flows flows;
  private String sku;
  private Order order;
  private Standstill standstill;
  private URI lra;

  @BeforeEach
  void stock() {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
  }

  @AfterEach
  void putRight() {
    flows.clock().setAhead(Duration.ZERO);
    if (standstill != null) {
      standstill.end();
    }
    flows.faults().behave();
  }

  private void standStillBefore(String route) throws InterruptedException {
    order = flows.place(anyOrder().item(sku, 4, "2.50"));
    standstill = new Standstill(flows, order, stop -> flows.faults().before(route, stop));
    lra = standstill.lra;
  }

  /** What runs every few seconds, here and in another process that has come up. */
  private void everybodyLooks() throws InterruptedException {
    flows.get(SagaLeases.class).renew();
    flows.get(SagaRecovery.class).sweep();
    flows.get(OrderRecovery.class).sweep();
    flows.get(SagaReconciler.class).reconcile();
    flows.get(SagaReconciler.class).reconcile();
    SagaLeases other =
        new SagaLeases(
            flows.get(JdbcTemplate.class),
            flows.get(TransactionTemplate.class),
            new OwnerFile(directory.resolve("saga-owner")));
    other.start();
    assertThat(other.take(1_000)).doesNotContain(Flows.sagaId(lra));
    other.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void leavesAnOrderAloneThatHasJustBegun(int hours) throws Exception {
    standStillBefore("inventory-reserve");

    flows.clock().setAhead(Duration.ofHours(hours));
    everybodyLooks();

    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.PLACED);
    assertThat(standstill.end().getException()).isNull();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void takesNoSagaFromAProcessThatLives(int hours) throws Exception {
    standStillBefore("shipping-schedule");

    flows.clock().setAhead(Duration.ofHours(hours));
    everybodyLooks();

    assertThat(flows.sagaEvents(lra)).doesNotContain("SagaOrphaned");
    assertThat(standstill.end().getException()).isNull();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(flows.stock(sku).onHand()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void endsASagaWhoseProcessIsGoneAsSoonAsEver(int hours) throws Exception {
    standStillBefore("shipping-schedule");

    flows.clock().setAhead(Duration.ofHours(hours));
    flows
        .get(JdbcTemplate.class)
        .update("update saga.open_saga set owner_id = 'gone' where saga_id = ?", Flows.sagaId(lra));

    awaitCancelled();
    assertThat(flows.stock(sku).onHand()).isEqualTo(10);
    assertThat(flows.stock(sku).reserved()).isZero();
    assertThat(flows.books(order.orderId())).doesNotContain("CHARGED", "SCHEDULED");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void endsAnOrderThatWasLeftBehindAsSoonAsEver(int hours) {
    flows.clock().setAhead(Duration.ofHours(-hours));
    order = flows.place(anyOrder().item(sku, 4, "2.50"));
    flows.clock().setAhead(Duration.ZERO);
    flows.get(OrderRecovery.class).sweep();
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.PLACED);

    flows
        .get(JdbcTemplate.class)
        .update(
            "update orders.open_order set open_since = open_since - interval '1 minute'"
                + " where order_id = ?",
            order.orderId());

    awaitCancelled();
  }

  private void awaitCancelled() {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED));
  }
}
