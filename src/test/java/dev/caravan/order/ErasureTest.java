package dev.caravan.order;

import static dev.caravan.testing.OrderBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.Personal;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.ErasureAnswer.Erased;
import dev.caravan.order.ErasureAnswer.OrdersOpen;
import dev.caravan.order.ErasureAnswer.UnknownCustomer;
import dev.caravan.order.OrderCommand.Cancel;
import dev.caravan.order.OrderCommand.Confirm;
import dev.caravan.order.OrderCommand.Place;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.OrderBuilder;
import dev.caravan.testing.StoredEvents;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class ErasureTest {
  private static final Actor CLERK = new Actor("clerk@example.com", null);
  private static final Address HOME = new Address("Zoë Ångström", "1 Lane", "Oslo", null, "0150");
  private static final int RACES = 40;

  private static DomainContext context;
  private static Orders orders;
  private static Customers customers;
  private static PersonalData personal;

  private String customer;

  @BeforeAll
  static void start() {
    context = new DomainContext();
    orders = context.get(Orders.class);
    customers = context.get(Customers.class);
    personal = context.get(PersonalData.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void haveACustomerOfItsOwn() {
    customer = "c-" + UUID.randomUUID();
  }

  private OrderBuilder builder(String orderId) {
    return order(orderId).customer(customer).address(HOME).token("tok_zoe");
  }

  private OrderAnswer place(String orderId) {
    return orders.handle(orderId, new Place(builder(orderId).build()), CLERK);
  }

  private String placed() {
    String id = "o-" + UUID.randomUUID();
    assertThat(place(id)).isInstanceOf(OrderAnswer.Changed.class);
    return id;
  }

  private static void confirm(String orderId) {
    assertThat(orders.handle(orderId, new Confirm(), CLERK).taken()).isTrue();
  }

  private String confirmed() {
    String id = placed();
    confirm(id);
    return id;
  }

  private static Order read(String orderId) {
    return orders.find(orderId).orElseThrow();
  }

  private static Personal<Address> address(String orderId) {
    return personal.address(read(orderId));
  }

  private ErasureAnswer erase() {
    return customers.erase(customer, CLERK, "asked by letter");
  }

  private List<RecordedEvent> journaled() {
    return context.get(EventReader.class).readStream("customer-" + customer);
  }

  @Test
  void keepsAddressAndTokenSealedAndOpensThem() {
    String id = placed();

    String data = context.get(EventReader.class).readStream(Orders.stream(id)).get(0).data();
    assertThat(data)
        .doesNotContain("Zoë", "Lane", "Oslo", "0150", "tok_zoe")
        .contains("\"country\":\"France\"");
    assertThat(read(id).toString()).doesNotContain("Zoë", "Lane", "tok_zoe");
    assertThat(address(id)).isEqualTo(new Personal.Clear<>(HOME));
    assertThat(personal.token(read(id))).isEqualTo(new Personal.Clear<>("tok_zoe"));
  }

  /** The form of what is sealed is for ever, as that of the event is. */
  @Test
  void opensTheSealOfThePinnedEvent() {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    context
        .jdbc()
        .update(
            "insert into journal.personal_key values (?::uuid, ?, ?, now(), null)",
            "0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
            customer,
            key);
    Order order =
        (Order)
            OrderHistory.fold(
                List.of(
                    StoredEvents.recorded(
                        1, "OrderPlaced", 2, StoredEvents.pinned("OrderPlaced", 2))));

    assertThat(personal.address(order))
        .isEqualTo(
            new Personal.Clear<>(
                new Address(
                    "Vins et alcools Chevalier", "59 rue de l'Abbaye", "Reims", null, "51100")));
    assertThat(personal.token(order)).isEqualTo(new Personal.Clear<>("tok_visa"));
  }

  @Test
  void erasesAllOrdersOfACustomerAndNobodyElses() {
    String one = confirmed();
    String other = confirmed();
    customer = "c-" + UUID.randomUUID();
    String somebodyElses = confirmed();
    customer = read(one).placed().customerId();

    assertThat(erase()).isInstanceOf(Erased.class);

    for (String id : List.of(one, other)) {
      assertThat(address(id)).isEqualTo(new Personal.Erased<Address>());
      assertThat(personal.token(read(id))).isEqualTo(new Personal.Erased<String>());
    }
    assertThat(address(somebodyElses)).isEqualTo(new Personal.Clear<>(HOME));
    assertThat(personal.addresses(List.of(read(somebodyElses), read(one))))
        .containsExactly(new Personal.Clear<>(HOME), new Personal.Erased<>());
  }

  @Test
  void journalsWhoErasedAndWhyOnce() {
    confirmed();

    ErasureAnswer first = erase();
    ErasureAnswer second = customers.erase(customer, CLERK, "asked again");

    assertThat(second).isEqualTo(first);
    assertThat(journaled()).hasSize(1);
    RecordedEvent event = journaled().get(0);
    assertThat(event)
        .returns("PersonalDataErased", RecordedEvent::type)
        .returns(CLERK.name(), RecordedEvent::actor)
        .returns(((Erased) first).at(), RecordedEvent::occurredAt);
    assertThat(PersonalDataErased.CODEC.read(event))
        .returns(customer, PersonalDataErased::customerId)
        .returns("asked by letter", PersonalDataErased::reason);
  }

  @Test
  void doesNotKnowACustomerWhoNeverOrdered() {
    assertThat(erase()).isEqualTo(new UnknownCustomer());
    assertThat(journaled()).isEmpty();
  }

  @Test
  void refusesWhileOrdersAreOpenAndErasesOnceTheyEnded() {
    String confirmed = confirmed();
    String open = placed();
    String cancelled = placed();

    assertThat(erase()).isEqualTo(new OrdersOpen(2));
    assertThat(journaled()).isEmpty();
    assertThat(address(confirmed)).isEqualTo(new Personal.Clear<>(HOME));

    orders.handle(cancelled, new Cancel("changed", null), CLERK);
    assertThat(erase()).isEqualTo(new OrdersOpen(1));
    confirm(open);
    assertThat(erase()).isInstanceOf(Erased.class);
    assertThat(address(open)).isEqualTo(new Personal.Erased<Address>());
  }

  @Test
  void sealsWhatTheCustomerOrdersLaterByANewKey() {
    String before = confirmed();
    erase();

    String after = confirmed();

    assertThat(address(after)).isEqualTo(new Personal.Clear<>(HOME));
    assertThat(address(before)).isEqualTo(new Personal.Erased<Address>());
    assertThat(erase()).isInstanceOf(Erased.class);
    assertThat(address(after)).isEqualTo(new Personal.Erased<Address>());
    assertThat(journaled()).hasSize(2);
  }

  @Test
  void takesTheSameOrderForAnotherOneOnceItsCustomerIsErased() {
    String id = confirmed();
    assertThat(place(id)).isInstanceOf(OrderAnswer.Unchanged.class);
    assertThat(orders.handle(id, new Place(builder(id).token("tok_other").build()), CLERK))
        .isInstanceOf(OrderAnswer.Refused.class);

    erase();

    assertThat(place(id))
        .isInstanceOfSatisfying(
            OrderAnswer.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.OTHER_CONTENT));
  }

  @Test
  void goesOnWithOrdersOfErasedCustomers() {
    String id = placed();
    orders.record(id, Events.RESERVED, CLERK);
    confirm(id);
    erase();

    orders.record(id, Events.RELEASED, CLERK);
    orders.handle(id, new Cancel("ordered twice", null), CLERK);

    assertThat(read(id).status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(read(id).placed().total()).isEqualByComparingTo("33.50");
  }

  @Test
  void waitsForAnOrderThatIsBeingPlacedAndSeesIt() throws Exception {
    confirmed();
    CompletableFuture<ErasureAnswer> erasure = new CompletableFuture<>();
    String id = "o-" + UUID.randomUUID();

    context
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              place(id);
              erasure.completeAsync(this::erase);
              await().until(() -> context.waitingForLocks() > 0);
              assertThat(erasure).isNotDone();
            });

    assertThat(erasure.get()).isEqualTo(new OrdersOpen(1));
  }

  @Test
  void placesByANewKeyWhereAnotherProcessDestroyedTheOneThatIsRemembered() {
    String before = confirmed();
    context
        .jdbc()
        .update(
            "update journal.personal_key set key = null, destroyed_at = now() where subject = ?",
            customer);

    String after = placed();

    assertThat(PersonalData.keyOf(read(after).placed()))
        .isNotEqualTo(PersonalData.keyOf(read(before).placed()));
    assertThat(address(after)).isEqualTo(new Personal.Clear<>(HOME));
  }

  @Test
  void neverErasesAnOpenOrderHoweverTheyComeTogether() throws Exception {
    confirmed();
    for (int race = 0; race < RACES; race++) {
      List<String> ids = List.of("o-" + UUID.randomUUID(), "o-" + UUID.randomUUID());

      List<Object> outcomes = Concurrently.run(3, i -> () -> i < 2 ? place(ids.get(i)) : erase());

      assertThat(outcomes.subList(0, 2)).allMatch(OrderAnswer.Changed.class::isInstance);
      assertThat(outcomes.get(2)).isInstanceOfAny(Erased.class, OrdersOpen.class);
      for (String id : ids) {
        assertThat(keyExists(id)).isTrue();
        confirm(id);
      }
    }
  }

  private static boolean keyExists(String orderId) {
    return Boolean.TRUE.equals(
        context
            .jdbc()
            .queryForObject(
                "select key is not null from journal.personal_key where key_id = ?",
                Boolean.class,
                PersonalData.keyOf(read(orderId).placed())));
  }

  @Test
  void countsOrdersFromBeforeThereWasASealAndErasesTheOthers() {
    String inClear = "o-" + UUID.randomUUID();
    context
        .jdbc()
        .queryForObject(
            "select journal.append(?, 0, 'OrderPlaced', 1, gen_random_uuid(), now(), null, null,"
                + " 'test', ?)",
            Long.class,
            Orders.stream(inClear),
            StoredEvents.pinned("OrderPlaced", 1)
                .replace("NW-10248", inClear)
                .replace("VINET", customer));

    assertThat(erase()).isEqualTo(new Erased(null, 1));
    String sealed = confirmed();
    assertThat(erase())
        .isInstanceOfSatisfying(
            Erased.class, erased -> assertThat(erased.ordersInClear()).isEqualTo(1));

    assertThat(address(sealed)).isEqualTo(new Personal.Erased<Address>());
    assertThat(address(inClear)).isInstanceOf(Personal.Clear.class);
  }
}
