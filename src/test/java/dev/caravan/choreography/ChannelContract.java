package dev.caravan.choreography;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.inventory.Inventory;
import dev.caravan.journal.DeadLetter;
import dev.caravan.journal.DeadLetters;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.order.Order;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.OrderFlows;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * What participants rely on, whatever carries the events. How fast it is, and what becomes of the
 * events behind one that was set aside, is no part of it.
 */
abstract class ChannelContract {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String TYPES =
      "OrderPlaced,StockReserved,PaymentCharged,ShipmentScheduled,OrderConfirmed";

  private record Seen(String orderId, String type, Order order) {}

  @Autowired BeanFactory beans;
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicReference<String> failing = new AtomicReference<>("");
  private Flows flows;
  private String sku;
  private String participant;

  @BeforeEach
  void aParticipantOfItsOwn() throws Exception {
    flows = new Flows(beans);
    sku = "SKU-" + System.nanoTime();
    participant = "probe" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
    flows
        .get(CamelContext.class)
        .addRoutes(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("events:" + participant + "?types=" + TYPES)
                    .routeId(participant)
                    .process(exchange -> see(exchange.getMessage()));
              }
            });
  }

  private void see(org.apache.camel.Message message) {
    String type = message.getHeader(JournalHeaders.TYPE, String.class);
    if (type.equals(failing.get())) {
      throw new IllegalStateException("told to fail");
    }
    seen.add(
        new Seen(
            message.getHeader(StepHeaders.ORDER_ID, String.class),
            type,
            message.getBody(Order.class)));
  }

  @AfterEach
  void endTheParticipant() throws Exception {
    flows.get(CamelContext.class).getRouteController().stopRoute(participant);
    flows.get(CamelContext.class).removeRoute(participant);
  }

  private Order run(OrderBuilder builder) {
    Order order = flows.place(builder.item(sku, 1));
    assertThat(flows.get(OrderFlows.class).run(order)).succeedsWithin(LONG);
    return order;
  }

  private List<String> seenOf(Order order) {
    return seen.stream()
        .filter(one -> one.orderId().equals(order.orderId()))
        .map(Seen::type)
        .distinct()
        .toList();
  }

  private List<DeadLetter> deadLetters(Order order) {
    return beans.getBeanProvider(DeadLetters.class).stream()
        .flatMap(letters -> letters.list(null, null, 1_000).stream())
        .filter(letter -> letter.group().endsWith(participant))
        .filter(letter -> letter.stream().contains(order.orderId()))
        .toList();
  }

  @Test
  void handsOnTheEventsOfAnOrderInTheirOrderAndWithTheOrder() {
    Order order = run(anyOrder().flow("order-choreography"));

    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(seenOf(order)).containsExactly(TYPES.split(",")));
    assertThat(seen)
        .filteredOn(one -> one.orderId().equals(order.orderId()))
        .allSatisfy(one -> assertThat(one.order().placed()).isEqualTo(order.placed()));
  }

  @Test
  void leavesOutOrdersOfOtherFlows() {
    Order other = run(anyOrder().flow("order-fulfilment"));
    Order own = run(anyOrder().flow("order-choreography"));

    await().atMost(LONG).untilAsserted(() -> assertThat(seenOf(own)).contains("OrderConfirmed"));
    assertThat(seenOf(other)).isEmpty();
  }

  @Test
  void setsAsideWhatFailsGoesOnWithOthersAndTriesItAgainWhenAsked() {
    failing.set("StockReserved");
    Order failed = run(anyOrder().flow("order-choreography"));
    await().atMost(LONG).untilAsserted(() -> assertThat(deadLetters(failed)).isNotEmpty());
    failing.set("");
    Order other = run(anyOrder().flow("order-choreography"));
    await().atMost(LONG).untilAsserted(() -> assertThat(seenOf(other)).contains("OrderConfirmed"));

    DeadLetter letter = deadLetters(failed).get(0);
    assertThat(letter.type()).isEqualTo("StockReserved");
    assertThat(letter.attempts()).isPositive();
    assertThat(letter.error()).contains("told to fail");
    assertThat(letter.eventId())
        .isEqualTo(flows.stream("order-" + failed.orderId()).get(1).eventId());
    assertThat(seenOf(failed)).doesNotContain("StockReserved");

    beans
        .getBeanProvider(DeadLetters.class)
        .forEach(letters -> letters.retry(letter.id(), "operator", null));

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(seenOf(failed)).contains("StockReserved", "OrderConfirmed");
              assertThat(deadLetters(failed)).isEmpty();
            });
  }
}
