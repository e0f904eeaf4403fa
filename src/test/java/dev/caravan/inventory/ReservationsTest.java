package dev.caravan.inventory;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.PaymentDeclined;
import dev.caravan.order.Orders;
import dev.caravan.order.StepFencedException;
import dev.caravan.order.StepRefusedException;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.OrderBuilder;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservationsTest {
  private static final Actor ACTOR = new Actor("inventory", "saga-1");
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static DomainContext context;
  private static Reservations reservations;
  private static Inventory inventory;
  private static Orders orders;

  private String sku;
  private String other;

  @BeforeAll
  static void start() {
    context = new DomainContext();
    reservations = context.get(Reservations.class);
    inventory = context.get(Inventory.class);
    orders = context.get(Orders.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void stock() {
    sku = "A-" + NUMBER.incrementAndGet();
    other = "B-" + NUMBER.get();
    inventory.put(sku, "a", 10);
    inventory.put(other, "b", 10);
  }

  private static Order place(OrderBuilder builder) {
    OrderPlaced placed = builder.build();
    orders.handle(placed.orderId(), new OrderCommand.Place(placed), ACTOR);
    return orders.find(placed.orderId()).orElseThrow();
  }

  private Order orderOf(int pieces) {
    return place(anyOrder().item(sku, pieces));
  }

  private void assertStock(int onHand, int reserved) {
    assertThat(inventory.find(sku))
        .hasValueSatisfying(
            level -> {
              assertThat(level.onHand()).isEqualTo(onHand);
              assertThat(level.reserved()).isEqualTo(reserved);
              assertThat(level.available()).isEqualTo(onHand - reserved);
            });
  }

  private static List<String> types(Order order) {
    return context
        .jdbc()
        .queryForList(
            "select type from journal.event where stream_id = ? order by version",
            String.class,
            Orders.stream(order.orderId()));
  }

  private static int rows(Order order) {
    return context
        .jdbc()
        .queryForObject(
            "select count(*) from inventory.reservation where order_id = ?",
            Integer.class,
            order.orderId());
  }

  @Test
  void holdsStockOnceHoweverOftenAsked() {
    Order order = orderOf(4);

    reservations.reserve(order, ACTOR);
    reservations.reserve(order, ACTOR);

    assertStock(10, 4);
    assertThat(types(order)).containsExactly("OrderPlaced", "StockReserved");
  }

  @Test
  void takesHeldStockOnceHoweverOftenAsked() {
    Order order = orderOf(4);
    reservations.reserve(order, ACTOR);

    reservations.commit(order.orderId());
    reservations.commit(order.orderId());
    reservations.reserve(order, ACTOR);

    assertStock(6, 0);
  }

  @Test
  void takesNothingWhereNothingIsHeld() {
    Order order = orderOf(4);
    reservations.commit(order.orderId());

    assertStock(10, 0);
    assertThat(rows(order)).isZero();
  }

  @Test
  void givesHeldStockBackOnceHoweverOftenAsked() {
    Order order = orderOf(4);
    reservations.reserve(order, ACTOR);

    reservations.release(order.orderId(), ACTOR);
    reservations.release(order.orderId(), ACTOR);
    reservations.commit(order.orderId());

    assertStock(10, 0);
    assertThat(types(order)).containsExactly("OrderPlaced", "StockReserved", "StockReleased");
  }

  @Test
  void givesTakenStockBackOnceHoweverOftenAsked() {
    Order order = orderOf(4);
    reservations.reserve(order, ACTOR);
    reservations.commit(order.orderId());

    reservations.release(order.orderId(), ACTOR);
    reservations.release(order.orderId(), ACTOR);

    assertStock(10, 0);
    assertThat(types(order)).containsExactly("OrderPlaced", "StockReserved", "StockReleased");
  }

  @Test
  void holdsNothingAfterItsRelease() {
    Order order = orderOf(4);
    reservations.release(order.orderId(), ACTOR);

    assertThatThrownBy(() -> reservations.reserve(order, ACTOR))
        .isInstanceOf(StepFencedException.class);

    assertStock(10, 0);
    assertThat(types(order)).containsExactly("OrderPlaced");
  }

  @Test
  void holdsNothingAtTheEndWhereReleaseAndReservationMeet() throws Exception {
    for (int round = 0; round < 20; round++) {
      Order order = orderOf(4);
      List<Object> outcomes =
          Concurrently.run(
              2,
              i ->
                  () -> {
                    if (i == 0) {
                      reservations.reserve(order, ACTOR);
                    } else {
                      reservations.release(order.orderId(), ACTOR);
                    }
                    return "done";
                  });

      boolean fenced = outcomes.get(0) instanceof StepFencedException;
      assertThat(outcomes.subList(fenced ? 1 : 0, 2)).containsOnly("done");
      assertStock(10, 0);
      assertThat(types(order)).hasSize(fenced ? 1 : 3);
    }
  }

  @Test
  void refusesAnOrderBeyondStock() {
    Order order = place(anyOrder().item(other, 1).item(sku, 11));

    assertThatThrownBy(() -> reservations.reserve(order, ACTOR))
        .isInstanceOfSatisfying(
            StepRefusedException.class,
            refused ->
                assertThat(refused.failure())
                    .isEqualTo(
                        new Failure(
                            "inventory.reserve", "out-of-stock", "too little stock of " + sku)));

    assertStock(10, 0);
    assertThat(inventory.find(other).orElseThrow().reserved()).isZero();
    assertThat(types(order)).containsExactly("OrderPlaced", "StockRefused");
    assertThat(rows(order)).isZero();
  }

  @Test
  void refusesAProductThatThereIsNot() {
    Order order = place(anyOrder().item("no-such", 1));

    assertThatThrownBy(() -> reservations.reserve(order, ACTOR))
        .isInstanceOf(StepRefusedException.class)
        .hasMessageContaining("no-such");
  }

  @Test
  void countsTwoLinesOfOneProductTogether() {
    Order fits = place(anyOrder().item(sku, 5).item(sku, 5, "9.00"));
    reservations.reserve(fits, ACTOR);
    assertStock(10, 10);
    reservations.release(fits.orderId(), ACTOR);

    Order beyond = place(anyOrder().item(sku, 5).item(sku, 6));
    assertThatThrownBy(() -> reservations.reserve(beyond, ACTOR))
        .isInstanceOf(StepRefusedException.class);
    assertStock(10, 0);
  }

  @Test
  void refusesLinesThatTogetherAreMoreThanAnyStock() {
    Order order = place(anyOrder().item(sku, Integer.MAX_VALUE).item(sku, Integer.MAX_VALUE));

    assertThatThrownBy(() -> reservations.reserve(order, ACTOR))
        .isInstanceOf(StepRefusedException.class);
    assertStock(10, 0);
  }

  @Test
  void holdsNothingWhereItsEventCannotBeAppended() {
    Order order = orderOf(4);
    // another step of the order was refused meanwhile
    orders.record(
        order.orderId(),
        new PaymentDeclined(new Failure("payment.charge", "payment-declined", "no")),
        ACTOR);

    assertThatThrownBy(() -> reservations.reserve(order, ACTOR))
        .isInstanceOf(StepFencedException.class);

    assertStock(10, 0);
    assertThat(rows(order)).isZero();
  }

  @Test
  void neverHoldsMoreThanThereIs() throws Exception {
    List<Order> rivals = IntStream.range(0, 16).mapToObj(i -> orderOf(3)).toList();

    List<Object> outcomes =
        Concurrently.run(
            16,
            i ->
                () -> {
                  reservations.reserve(rivals.get(i), ACTOR);
                  return "held";
                });

    assertThat(outcomes).filteredOn("held"::equals).hasSize(3);
    assertThat(outcomes).filteredOn(StepRefusedException.class::isInstance).hasSize(13);
    assertStock(10, 9);
  }

  @Test
  void ordersOfTheSameProductsInOppositeOrderDoNotWaitForEachOther() throws Exception {
    inventory.put(sku, "a", 1000);
    inventory.put(other, "b", 1000);

    List<Object> outcomes =
        Concurrently.run(
            16,
            i ->
                () -> {
                  for (int n = 0; n < 5; n++) {
                    Order order =
                        i % 2 == 0
                            ? place(anyOrder().item(sku, 1).item(other, 2))
                            : place(anyOrder().item(other, 2).item(sku, 1));
                    reservations.reserve(order, ACTOR);
                    if (n % 2 == 0) {
                      reservations.commit(order.orderId());
                    } else {
                      reservations.release(order.orderId(), ACTOR);
                    }
                  }
                  return "done";
                });

    assertThat(outcomes).hasSize(16).containsOnly("done");
    assertStock(1000 - 16 * 3, 0);
    assertThat(inventory.find(other).orElseThrow().onHand()).isEqualTo(1000 - 16 * 3 * 2);
  }

  @Test
  void setsNoStockBelowWhatIsHeld() {
    reservations.reserve(orderOf(4), ACTOR);

    assertThat(inventory.put(sku, "renamed", 3)).isEqualTo(new StockChange.BelowReserved(4));
    assertStock(10, 4);
    assertThat(inventory.find(sku).orElseThrow().name()).isEqualTo("a");

    assertThat(inventory.put(sku, "renamed", 4))
        .isEqualTo(new StockChange.Done(new StockLevel(sku, "renamed", 4, 4)));
  }

  @Test
  void listsTheCatalogueAndNamesWhatIsNotInIt() {
    assertThat(inventory.all())
        .extracting(StockLevel::sku)
        .contains(sku, other, "NW-001")
        .isSorted();
    assertThat(inventory.unknown(List.of(sku, "no-such", "no-such"))).containsExactly("no-such");
    assertThat(inventory.find("no-such-" + UUID.randomUUID())).isEmpty();
  }
}
