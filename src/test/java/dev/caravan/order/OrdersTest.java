package dev.caravan.order;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static dev.caravan.testing.OrderBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.NewEvent;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.OrderCommand.Cancel;
import dev.caravan.order.OrderCommand.Confirm;
import dev.caravan.order.OrderCommand.Fail;
import dev.caravan.order.OrderCommand.Place;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.StoredEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class OrdersTest {
  private static final Actor CUSTOMER = new Actor("customer", null);
  private static final Actor INVENTORY = new Actor("inventory", "saga-1");

  private static DomainContext context;
  private static Orders orders;
  private static EventReader journal;

  private OrderPlaced placed;
  private String id;

  @BeforeAll
  static void start() {
    context = new DomainContext();
    orders = context.get(Orders.class);
    journal = context.get(EventReader.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void anOrder() {
    placed = anyOrder().build();
    id = placed.orderId();
  }

  private OrderAnswer place() {
    return orders.handle(id, new Place(placed), CUSTOMER);
  }

  private List<String> types() {
    return journal.readStream(Orders.stream(id)).stream().map(RecordedEvent::type).toList();
  }

  private boolean isOpen() {
    return context
        .get(OpenOrders.class)
        .placedBefore(Instant.now().plusSeconds(60), List.of(), 10_000)
        .contains(id);
  }

  @Test
  void answersWithTheOrderAsTheCommandLeftIt() {
    OrderAnswer answer = place();

    assertThat(answer).isInstanceOf(OrderAnswer.Changed.class);
    assertThat(answer.taken()).isTrue();
    assertThat(((OrderAnswer.Changed) answer).events())
        .extracting(event -> context.get(PersonalData.class).opened((OrderPlaced) event))
        .containsExactly(placed);
    // the journal keeps microseconds
    assertThat(orders.find(id).orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("placedAt", "updatedAt")
        .isEqualTo(((OrderAnswer.Changed) answer).order());
  }

  @Test
  void placesAnOrderOnceHoweverManyAskAtOnce() throws Exception {
    double before = placedSoFar();

    List<Object> answers = Concurrently.run(32, i -> this::place);

    assertThat(types()).containsExactly("OrderPlaced");
    assertThat(answers).filteredOn(OrderAnswer.Changed.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(OrderAnswer.Unchanged.class::isInstance).hasSize(31);
    assertThat(placedSoFar()).isEqualTo(before + 1);
  }

  private static double placedSoFar() {
    return context
        .get(MeterRegistry.class)
        .get("caravan.orders")
        .tag("outcome", "placed")
        .counter()
        .count();
  }

  @Test
  void ofDifferentOrdersUnderOneIdOneIsTaken() throws Exception {
    List<Object> answers =
        Concurrently.run(
            8, i -> () -> orders.handle(id, new Place(order(id).fee(i + ".00").build()), CUSTOMER));

    assertThat(types()).containsExactly("OrderPlaced");
    assertThat(answers).filteredOn(OrderAnswer.Changed.class::isInstance).hasSize(1);
    assertThat(answers)
        .filteredOn(OrderAnswer.Refused.class::isInstance)
        .hasSize(7)
        .allSatisfy(
            refused ->
                assertThat(((OrderAnswer.Refused) refused).reason())
                    .isEqualTo(Refusal.OTHER_CONTENT));
  }

  @Test
  void takesAllFactsThatComeAtOnce() throws Exception {
    place();

    List<Object> outcomes =
        Concurrently.run(
            3,
            i ->
                () -> {
                  orders.record(id, Events.DONE.get(i), INVENTORY);
                  return "taken";
                });

    assertThat(outcomes).containsOnly("taken");
    assertThat(types())
        .containsExactlyInAnyOrder(
            "OrderPlaced", "StockReserved", "PaymentCharged", "ShipmentScheduled");
    assertThat(orders.find(id).orElseThrow().standing()).hasSize(3);
  }

  @Test
  void leavesNothingWhereTheTransactionAroundItRollsBack() {
    double before = placedSoFar();
    context
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              place();
              assertThat(orders.find(id)).isPresent();
              status.setRollbackOnly();
            });

    assertThat(orders.find(id)).isEmpty();
    assertThat(isOpen()).isFalse();
    assertThat(placedSoFar()).isEqualTo(before);
  }

  @Test
  void linksEachEventToTheOneBeforeItsActorAndItsSaga() {
    place();
    orders.record(id, Events.RESERVED, INVENTORY);

    List<RecordedEvent> events = journal.readStream(Orders.stream(id));
    assertThat(events.get(0))
        .returns("customer", RecordedEvent::actor)
        .returns(null, RecordedEvent::sagaId)
        .returns(null, RecordedEvent::causedBy);
    assertThat(events.get(1))
        .returns("inventory", RecordedEvent::actor)
        .returns("saga-1", RecordedEvent::sagaId)
        .returns(events.get(0).eventId(), RecordedEvent::causedBy);
  }

  @Test
  void knowsAnOrderAfterItsSagaAlsoWhereAnotherProcessEndedIt() {
    place();
    OrderEvent confirmed = new OrderEvent.OrderConfirmed();
    context
        .get(EventAppender.class)
        .append(
            Orders.stream(id),
            ExpectedVersion.exactly(1),
            List.of(
                OrderEventCodec.CODEC.stored(
                    confirmed, UUID.randomUUID(), StoredEvents.TIME, null, null, "another")));

    assertThat(orders.afterSaga(id)).map(Order::status).contains(OrderStatus.CONFIRMED);
    assertThat(orders.afterSaga(id)).isEqualTo(orders.find(id));
  }

  @Test
  void fencesAStepOfAnOrderThatGoesForwardNoMore() {
    place();
    orders.record(id, Events.DECLINED, INVENTORY);

    assertThatThrownBy(() -> orders.record(id, Events.RESERVED, INVENTORY))
        .isInstanceOf(StepFencedException.class);
    assertThat(types()).containsExactly("OrderPlaced", "PaymentDeclined");
  }

  @Test
  void fencesAStepOfAnUnknownOrder() {
    assertThatThrownBy(() -> orders.record(id, Events.RESERVED, INVENTORY))
        .isInstanceOf(StepFencedException.class);
    assertThat(types()).isEmpty();
  }

  @Test
  void anOrderIsOpenFromItsPlacementToItsConfirmation() {
    place();
    orders.record(id, Events.RESERVED, INVENTORY);
    assertThat(isOpen()).isTrue();

    orders.handle(id, new Confirm(), INVENTORY);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void anOrderIsOpenUntilItsCancellation() {
    place();
    orders.record(id, Events.DECLINED, INVENTORY);
    assertThat(isOpen()).isTrue();

    orders.handle(id, new Cancel("declined", null), INVENTORY);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void anOrderThatFailedIsNotOpen() {
    place();
    orders.handle(id, new Fail(Events.GAVE_UP), INVENTORY);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void listsOpenOrdersOldestFirstAndNoMoreThanAskedFor() {
    place();
    OrderPlaced later = anyOrder().build();
    orders.handle(later.orderId(), new Place(later), CUSTOMER);
    OpenOrders open = context.get(OpenOrders.class);
    Instant now = Instant.now().plusSeconds(60);

    assertThat(open.placedBefore(now, List.of(), 10_000)).containsSubsequence(id, later.orderId());
    assertThat(open.placedBefore(now, List.of(), 1)).hasSize(1);
    assertThat(open.placedBefore(orders.find(id).orElseThrow().placedAt(), List.of(), 10_000))
        .doesNotContain(id, later.orderId());
  }

  /** Longer than the decider lets an order become. */
  private static void appendALongOrder(String orderId) {
    List<OrderEvent> events = new ArrayList<>(List.of(order(orderId).build()));
    while (events.size() < 150) {
      events.addAll(Events.DONE);
      events.addAll(Events.UNDONE);
    }
    events.addAll(List.of(Events.RESERVED, Events.DECLINED, Events.FAILED));
    List<NewEvent> stored = new ArrayList<>();
    for (OrderEvent event : events) {
      long number = stored.size() + 1;
      stored.add(
          new NewEvent(
              OrderEventCodec.CODEC.type(event),
              OrderEventCodec.CODEC.schemaVersion(event),
              new UUID(7, number),
              StoredEvents.TIME.plusSeconds(number),
              "saga-1",
              null,
              "test",
              OrderEventCodec.CODEC.data(event)));
    }
    context
        .get(EventAppender.class)
        .append(Orders.stream(orderId), ExpectedVersion.noStream(), stored);
  }

  private static List<String> snapshots(String orderId) {
    return context
        .jdbc()
        .queryForList(
            "select state::text from journal.snapshot where stream_id = ?",
            String.class,
            Orders.stream(orderId));
  }

  @Test
  void aLongOrderIsTheSameFromItsSnapshot() throws IOException {
    appendALongOrder("long");
    OrderState folded = OrderHistory.fold(journal.readStream(Orders.stream("long")));

    assertThat(orders.find("long")).contains((Order) folded);
    await().untilAsserted(() -> assertThat(snapshots("long")).hasSize(1));
    assertThat(orders.find("long")).contains((Order) folded);

    // whoever changes what is kept, or what events are folded into, has to raise the version
    assertThat(snapshots("long").get(0) + "\n")
        .isEqualTo(
            Files.readString(
                Path.of(
                    "src/test/resources/snapshots/order.v"
                        + new OrderFold().schemaVersion()
                        + ".json")));
  }

  @Test
  void anOrderThatGoesItsWayHasNoSnapshot() {
    place();
    Events.DONE.forEach(event -> orders.record(id, event, INVENTORY));
    orders.handle(id, new Confirm(), INVENTORY);

    assertThat(orders.find(id).orElseThrow().status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(snapshots(id)).isEmpty();
  }
}
