package dev.caravan.saga;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.inventory.Inventory;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.saga.Discrepancy.Kind;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.jdbc.core.JdbcTemplate;

/** With a clock of its own; the shared application's own recovery and looks stand still. */
@FlowTest
class SagaReconcilerTest {
  @Autowired BeanFactory beans;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private Flows flows;
  private SagaReconciler reconciler;

  @BeforeEach
  void aReconciler() throws Exception {
    flows = new Flows(beans);
    for (String route : List.of("saga-reconciler", "saga-recovery")) {
      flows.get(CamelContext.class).getRouteController().stopRoute(route);
    }
    reconciler =
        new SagaReconciler(
            flows.get(SagaLeases.class),
            flows.get(CoordinatorComparison.class),
            flows.get(BooksComparison.class),
            ((InstantSource) now::get).withZone(ZoneOffset.UTC),
            metrics);
  }

  @AfterEach
  void theSharedOnesGoOn() throws Exception {
    flows.coordinator().behave();
    flows.faults().behave();
    for (String route : List.of("saga-reconciler", "saga-recovery")) {
      flows.get(CamelContext.class).getRouteController().startRoute(route);
    }
  }

  private List<Discrepancy> about(URI lra) {
    return reconciler.discrepancies().stream()
        .filter(one -> one.sagaId().equals(Flows.sagaId(lra)))
        .toList();
  }

  /** What it tells of a saga that has been so for a while. */
  private List<Discrepancy> lasting(URI lra) {
    flows.get(SagaLeases.class).renew();
    reconciler.reconcile();
    assertThat(about(lra)).as("at the first look").isEmpty();
    now.updateAndGet(time -> time.plus(SagaReconciler.GRACE));
    reconciler.reconcile();
    return about(lra);
  }

  private URI started(String key) {
    URI lra = flows.coordinator().start(key, Duration.ofSeconds(30));
    String saga = Flows.sagaId(lra);
    flows
        .get(SagaLog.class)
        .begin(
            saga,
            List.of(new SagaStarted(key, "test")),
            flows.get(SagaLeases.class).opening(saga, key, Duration.ofSeconds(30)));
    return lra;
  }

  @Test
  void tellsNothingOfSagasThatEndAsTheyShould() {
    for (Order order : List.of(flows.place(anyOrder()), flows.place(anyOrder().toAtlantis()))) {
      flows.send(order);
      assertThat(lasting(flows.coordinator().sagaOf(order.orderId()))).isEmpty();
    }
    URI open = started("open");
    assertThat(lasting(open)).isEmpty();
    flows.coordinator().cancel(open);
  }

  @Test
  void hasASagaUndoneThatTheCoordinatorHasLost() throws Exception {
    URI lra = started("lost");
    flows.coordinator().forget(lra);

    assertThat(lasting(lra))
        .singleElement()
        .returns(Kind.LOST_BY_COORDINATOR, Discrepancy::kind)
        .returns(Instant.parse("2026-01-01T00:00:00Z"), Discrepancy::since);
    assertThat(lostByTheMetric()).isEqualTo(1.0);
    assertThat(new SagasHealthIndicator(reconciler).health())
        .returns(new Status("DEGRADED"), Health::getStatus)
        .returns(1L, health -> health.getDetails().get("LOST_BY_COORDINATOR"));

    flows.get(SagaRecovery.class).sweep();

    assertThat(flows.sagaEvents(lra)).endsWith("SagaCancelled");
    reconciler.reconcile();
    assertThat(about(lra)).isEmpty();
    assertThat(lostByTheMetric()).isZero();
    assertThat(new SagasHealthIndicator(reconciler).health().getDetails())
        .doesNotContainKey("LOST_BY_COORDINATOR");
  }

  @Test
  void waitsNoLongerWhereTheClockIsPutBack() throws Exception {
    URI lra = started("lost before");
    flows.coordinator().forget(lra);
    flows.get(SagaLeases.class).renew();
    reconciler.reconcile();

    now.updateAndGet(time -> time.minus(Duration.ofHours(1)));

    assertThat(lasting(lra)).hasSize(1);
    flows.get(SagaRecovery.class).sweep();
  }

  private double lostByTheMetric() {
    return metrics
        .get("caravan.saga.discrepancies")
        .tag("kind", "LOST_BY_COORDINATOR")
        .gauge()
        .value();
  }

  @Test
  void tellsOfASagaThatNeverBeganHere() {
    URI lra = flows.coordinator().start("nobody", Duration.ofSeconds(30));

    assertThat(lasting(lra))
        .singleElement()
        .returns(Kind.UNKNOWN_HERE, Discrepancy::kind)
        .returns("nobody", Discrepancy::key);

    flows.coordinator().forget(lra);
  }

  @Test
  void tellsTheCoordinatorHowASagaEndedThatItDoesNotKnowOf() {
    SagaLog log = flows.get(SagaLog.class);
    URI closed = started("closed");
    log.append(Flows.sagaId(closed), known -> List.of(new SagaClosed()));
    URI cancelled = started("cancelled");
    log.append(Flows.sagaId(cancelled), known -> List.of(new SagaCancelled()));

    assertThat(lasting(closed))
        .singleElement()
        .returns(Kind.ENDED_OTHERWISE, Discrepancy::kind)
        .returns("it is CLOSED, and ACTIVE at the coordinator", Discrepancy::detail);
    assertThat(about(cancelled)).hasSize(1);

    reconciler.reconcile();
    assertThat(about(closed)).isEmpty();
    assertThat(about(cancelled)).isEmpty();
  }

  @Test
  void tellsOfASagaThatIsCancelledHereAndClosedThere() {
    URI lra = started("contradiction");
    flows.get(SagaLog.class).append(Flows.sagaId(lra), known -> List.of(new SagaCancelled()));
    flows.coordinator().close(lra);

    assertThat(lasting(lra))
        .extracting(Discrepancy::detail)
        .containsExactly("it is CANCELLED, and CLOSED at the coordinator");

    flows.coordinator().forget(lra);
  }

  @Test
  void tellsOfASagaThatIsLeftBehindAndDoesNotEnd() throws Exception {
    Order order = leftBehind("payment-refund");
    URI lra = flows.coordinator().sagaOf(order.orderId());
    flows.get(SagaRecovery.class).sweep();

    assertThat(lasting(lra)).extracting(Discrepancy::kind).containsExactly(Kind.NOT_ENDED);
  }

  /** An order whose coordinator went away, and whose compensation fails. */
  private Order leftBehind(String compensation) {
    Order order = flows.place(anyOrder());
    flows
        .faults()
        .before(
            "shipping-schedule",
            exchange -> {
              flows.coordinator().goAway();
              throw new IllegalStateException("broken");
            });
    flows.send(order);
    flows.coordinator().behave();
    flows
        .faults()
        .before(
            compensation,
            exchange -> {
              throw new IllegalStateException("broken");
            });
    return order;
  }

  @Test
  void tellsOfBooksThatSayAnotherThingThanTheOrderUntilTheyAreMended() {
    JdbcTemplate jdbc = flows.get(JdbcTemplate.class);
    Order order = flows.place(anyOrder().toAtlantis());
    flows.send(order);
    URI lra = flows.coordinator().sagaOf(order.orderId());
    set(jdbc, order, "CHARGED");

    assertThat(lasting(lra))
        .singleElement()
        .returns(Kind.BOOKS_DIFFER, Discrepancy::kind)
        .returns(order.orderId(), Discrepancy::key)
        .returns("the order is CANCELLED, and PAYMENT is TAKEN", Discrepancy::detail);

    set(jdbc, order, "REFUNDED");
    reconciler.reconcile();
    assertThat(about(lra)).isEmpty();
  }

  private static void set(JdbcTemplate jdbc, Order order, String status) {
    jdbc.update(
        "update payment.payment set status = ? where order_id = ?", status, order.orderId());
  }

  @Test
  void tellsOfStockThatAConfirmedOrderStillHolds() {
    flows.get(Inventory.class).put("RECONCILED", "tea", 10);
    Order order = flows.place(anyOrder().item("RECONCILED", 1));
    flows.send(order);
    assertThat(flows.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    URI lra = flows.coordinator().sagaOf(order.orderId());
    JdbcTemplate jdbc = flows.get(JdbcTemplate.class);
    String set = "update inventory.reservation set status = ? where order_id = ?";
    jdbc.update(set, "RESERVED", order.orderId());

    assertThat(lasting(lra))
        .extracting(Discrepancy::detail)
        .containsExactly("the order is CONFIRMED, and STOCK is HELD");

    jdbc.update(set, "COMMITTED", order.orderId());
  }
}
