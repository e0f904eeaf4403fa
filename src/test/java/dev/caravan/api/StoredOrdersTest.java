package dev.caravan.api;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.inventory.Inventory;
import dev.caravan.order.Actor;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.Orders;
import dev.caravan.process.Processes;
import dev.caravan.routing.Flows;
import dev.caravan.saga.CompensationRetry;
import dev.caravan.saga.CompensationSkip;
import dev.caravan.saga.OrderFlows;
import dev.caravan.saga.SagaReconciler;
import dev.caravan.testing.TestDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.InMemorySagaService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The API on a real database; the flow confirms each order at once. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    classes = StoredOrdersTest.Context.class,
    properties = "camel.lra.enabled=false")
@Import(HttpClientForTests.class)
class StoredOrdersTest {
  private static final int CALLERS = 32;

  @Autowired HttpClientForTests http;
  @Autowired Inventory inventory;
  @Autowired ConfirmingFlow flow;

  @EnableAutoConfiguration(exclude = FlywayAutoConfiguration.class)
  @ComponentScan({
    "dev.caravan.api",
    "dev.caravan.inventory",
    "dev.caravan.journal",
    "dev.caravan.order",
    "dev.caravan.payment",
    "dev.caravan.projection",
    "dev.caravan.shipping"
  })
  static class Context {
    @Bean
    DataSource dataSource() {
      return TestDatabase.migrated();
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    /** The participants' routes ask for one when they start; nothing here calls them. */
    @Bean
    CamelSagaService sagas() {
      return new InMemorySagaService();
    }

    /** The routes for operators and processes ask for these; nothing here calls them. */
    @Bean
    CompensationRetry retries() {
      return mock(CompensationRetry.class);
    }

    @Bean
    CompensationSkip skips() {
      return mock(CompensationSkip.class);
    }

    @Bean
    SagaReconciler reconciler() {
      return mock(SagaReconciler.class);
    }

    @Bean
    Processes processes() {
      return mock(Processes.class);
    }

    @Bean
    Flows flows() {
      return mock(Flows.class);
    }

    @Bean
    ConfirmingFlow flow(Orders orders) {
      return new ConfirmingFlow(orders);
    }
  }

  /** A flow without steps. */
  static final class ConfirmingFlow implements OrderFlows {
    private final Orders orders;
    final AtomicInteger runs = new AtomicInteger();

    ConfirmingFlow(Orders orders) {
      this.orders = orders;
    }

    @Override
    public Set<String> names() {
      return Set.of("order-fulfilment");
    }

    @Override
    public boolean has(String flow) {
      return names().contains(flow);
    }

    @Override
    public int revision(String flow) {
      return runs.get() + 1;
    }

    @Override
    public CompletableFuture<Void> run(Order order) {
      runs.incrementAndGet();
      return CompletableFuture.runAsync(
          () ->
              orders.handle(order.orderId(), new OrderCommand.Confirm(), new Actor("test", null)));
    }

    @Override
    public CompletableFuture<Void> cancel(Order order, String reason, String actor) {
      return CompletableFuture.runAsync(
          () ->
              orders.handle(
                  order.orderId(), new OrderCommand.Cancel(reason, null), new Actor(actor, null)));
    }
  }

  @BeforeEach
  void haveOneProduct() {
    inventory.put("NW-011", "Queso Cabrales", 100);
    flow.runs.set(0);
  }

  private static String body(String orderId) {
    return SampleOrders.BODY.replace("NW-10248", orderId);
  }

  @Test
  void runsOneOfManyIdenticalOrdersAtOnce() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<Integer>> replies = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      replies.add(callers.submit(() -> http.post("/api/orders", body("SAME")).status()));
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> reply : replies) {
      statuses.add(reply.get());
    }
    callers.shutdown();

    assertThat(statuses.stream().collect(groupingBy(s -> s, counting())))
        .isEqualTo(Map.of(201, 1L, 200, CALLERS - 1L));
    assertThat(flow.runs).hasValue(1);
  }

  @Test
  void takesTheSameAmountInAnotherFormForTheSameContent() {
    assertThat(http.post("/api/orders", body("FORM")).status()).isEqualTo(201);

    assertThat(http.post("/api/orders", body("FORM").replace("14.0\"", "14.00\"")).status())
        .isEqualTo(200);
    assertThat(http.post("/api/orders", body("FORM").replace("14.0\"", "14.01\"")).status())
        .isEqualTo(409);
  }

  @Test
  void showsAnOrderAtOnceAndInTheListSoon() {
    Reply placed = http.post("/api/orders", body("SEEN"));

    assertThat(http.get(placed.header("Location")).json()).isEqualTo(placed.json());
    await()
        .until(
            () ->
                http.get("/api/orders?customerId=VINET&status=CONFIRMED")
                    .json()
                    .findValuesAsText("orderId")
                    .contains("SEEN"));
    assertThat(http.get("/api/orders/SEEN/events").json().findValuesAsText("type"))
        .containsExactly("OrderPlaced", "OrderConfirmed");
    assertThat(http.get("/api/journal?limit=500").json().findValuesAsText("stream"))
        .contains("order-SEEN");
  }

  @Test
  void cancelsAConfirmedOrderOnceAndAnswersTheSameAgain() {
    http.post("/api/orders", body("UNDONE"));

    Reply first = http.post("/api/orders/UNDONE/cancellation", "{\"reason\":\"twice\"}");
    Reply second = http.post("/api/orders/UNDONE/cancellation", "{\"reason\":\"twice\"}");

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().get("status").asText()).isEqualTo("CANCELLED");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first.json());
  }

  @Test
  void storesNothingOfAnOrderThatIsRefused() {
    String unknown = body("REFUSED").replace("NW-011", "NW-999");

    Reply reply = http.post("/api/orders", unknown);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo("/items/0/sku");
    assertThat(http.get("/api/orders/REFUSED").status()).isEqualTo(404);
  }
}
