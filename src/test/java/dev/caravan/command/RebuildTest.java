package dev.caravan.command;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.caravan.database.MaintenanceLock;
import dev.caravan.inventory.Inventory;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.saga.OrderFlows;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import dev.caravan.testing.TestApplications;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

class RebuildTest {
  private static final int ORDERS = 60;
  private static final int PRODUCTS = 3;
  private static final List<String> STEPS =
      List.of("inventory-reserve", "payment-charge", "shipping-schedule");

  private static ConfigurableApplicationContext application;
  private static Flows flows;
  private static JdbcTemplate jdbc;
  private static final List<String> ORDER_IDS = new ArrayList<>();

  @BeforeAll
  static void makeAHistory() throws Exception {
    application = TestApplications.start(FlowTest.class);
    // what is left open here is to stay so
    application.getBean(CamelContext.class).getRouteController().stopRoute("saga-recovery");
    flows = new Flows(application);
    jdbc = flows.get(JdbcTemplate.class);
    Random random = new Random(20260102);
    for (int i = 0; i < ORDERS; i++) {
      if (i % 8 == 0) {
        for (int product = 0; product < PRODUCTS; product++) {
          flows
              .get(Inventory.class)
              .put("R-" + product, "Product after " + i, 10 + random.nextInt(60));
        }
      }
      ORDER_IDS.add(place(random));
    }
    flows.get(Inventory.class).put("R-own", "Product of choreographed orders", 10);
    choreograph(anyOrder());
    choreograph(anyOrder().unreachableProvider());
    choreograph(anyOrder().toAtlantis());
    flows.coordinator().behave();
    flows.faults().behave();
  }

  private static String place(Random random) {
    flows.coordinator().behave();
    flows.faults().behave();
    OrderBuilder builder = anyOrder().item("R-" + random.nextInt(PRODUCTS), 1 + random.nextInt(9));
    switch (random.nextInt(6)) {
      case 0 -> builder.declined();
      case 1 -> builder.toAtlantis();
      default -> {}
    }
    Order order = flows.place(builder);
    String step = STEPS.get(random.nextInt(STEPS.size()));
    AtomicInteger calls = new AtomicInteger();
    switch (random.nextInt(7)) {
      case 0 -> flows.faults().before(step, exchange -> broken());
      case 1 -> flows.faults().after(step, exchange -> flows.coordinator().goAway());
      case 2 -> flows.faults().before(step, exchange -> flows.coordinator().goAway());
      case 3 ->
          flows
              .faults()
              .before(
                  step,
                  exchange -> {
                    if (calls.getAndIncrement() == 0) {
                      var lra = flows.coordinator().sagaOf(order.orderId());
                      flows.coordinator().expire(lra);
                    }
                  });
      default -> {}
    }
    flows.send(order);
    flows.coordinator().behave();
    flows.faults().behave();
    Order after = flows.order(order.orderId());
    if (after.status() == OrderStatus.CONFIRMED && random.nextInt(3) == 0) {
      flows.send("direct:order-cancellation", after, Map.of("reason", "ordered twice"));
    }
    return order.orderId();
  }

  private static void choreograph(OrderBuilder builder) {
    Order order = flows.place(builder.flow("order-choreography").item("R-own", 2));
    ORDER_IDS.add(order.orderId());
    assertThat(flows.get(OrderFlows.class).run(order)).succeedsWithin(Duration.ofSeconds(30));
    await()
        .untilAsserted(
            () ->
                assertThat(Tables.dump(jdbc).get("inventory.reservation"))
                    .noneMatch(row -> row.contains(order.orderId() + ",RESERVED,")));
  }

  private static void broken() {
    throw new IllegalStateException("told to fail");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static Rebuild rebuild(EventReader journal) {
    MaintenanceLock lock = mock(MaintenanceLock.class);
    when(lock.takeForTransaction()).thenReturn(true);
    return new Rebuild(
        lock,
        journal,
        List.copyOf(application.getBeansOfType(Replay.class).values()),
        List.copyOf(application.getBeansOfType(CallbackReplay.class).values()),
        jdbc,
        flows.get(TransactionTemplate.class));
  }

  private static Rebuild rebuild() {
    return rebuild(flows.get(EventReader.class));
  }

  @Test
  void makesTheTablesAsTheyWereAndWhatIsOpenEndsAsBefore() {
    Map<String, List<String>> before = Tables.dump(jdbc);
    // the history is one worth the name
    assertThat(before.get("orders.open_order")).isNotEmpty();
    assertThat(before.get("inventory.reservation"))
        .anyMatch(row -> row.contains(",RESERVED,"))
        .anyMatch(row -> row.contains(",COMMITTED,"))
        .anyMatch(row -> row.contains(",RELEASED,{R"))
        .anyMatch(row -> row.contains(",RELEASED,{},"));
    assertThat(before.get("payment.payment")).anyMatch(row -> row.endsWith(",,,,REFUNDED)"));
    assertThat(before.get("shipping.shipment")).anyMatch(row -> row.endsWith(",,,,CANCELLED)"));

    jdbc.update("insert into journal.snapshot values ('order-gone', 700, '', 1, '{}')");

    Rebuild.Result result = rebuild().run();

    assertThat(Tables.dump(jdbc)).isEqualTo(before);
    assertThat(jdbc.queryForList("select * from journal.snapshot")).isEmpty();
    assertThat(result.events())
        .isEqualTo(jdbc.queryForObject("select count(*) from journal.event", Long.class));

    Tables.empty(jdbc);
    jdbc.execute("truncate saga.open_saga");
    rebuild().run();
    assertThat(Tables.dump(jdbc)).as("into empty tables").isEqualTo(before);
    assertThat(jdbc.queryForList("select key from saga.open_saga", String.class))
        .as("the order that ends with each")
        .containsExactlyInAnyOrderElementsOf(
            jdbc.queryForList(
                "select s.data ->> 'key' from journal.event s where s.type = 'SagaStarted'"
                    + " and not exists (select from journal.event e where e.stream_id = s.stream_id"
                    + " and e.type in ('SagaClosed', 'SagaCancelled'))",
                String.class));
    assertThat(jdbc.queryForList("select saga_id from saga.open_saga", String.class))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            jdbc.queryForList(
                "select substr(s.stream_id, 6) from journal.event s where s.type = 'SagaStarted'"
                    + " and not exists (select from journal.event e where e.stream_id = s.stream_id"
                    + " and e.type in ('SagaClosed', 'SagaCancelled'))",
                String.class));

    ORDER_IDS.stream().filter(id -> !flows.order(id).status().isFinal()).forEach(this::end);
    assertThat(ORDER_IDS)
        .extracting(id -> flows.order(id).status())
        .containsOnly(OrderStatus.CONFIRMED, OrderStatus.CANCELLED);
    Map<String, List<String>> ended = Tables.dump(jdbc);
    assertThat(ended.get("inventory.reservation")).noneMatch(row -> row.contains(",RESERVED,"));
    rebuild().run();
    assertThat(Tables.dump(jdbc)).as("after all orders ended").isEqualTo(ended);
  }

  private void end(String orderId) {
    flows.coordinator().expire(flows.coordinator().sagaOf(orderId));
  }

  @Test
  void leavesTheTablesAsTheyWereWhereItEndsHalfway() {
    Map<String, List<String>> before = Tables.dump(jdbc);
    EventReader breaking =
        new EventReader() {
          @Override
          public List<RecordedEvent> readStream(String streamId) {
            return List.of();
          }

          @Override
          public List<RecordedEvent> readFirst(Collection<String> streamIds) {
            return List.of();
          }

          @Override
          public long lastPosition() {
            return 0;
          }

          @Override
          public List<RecordedEvent> readAll(long after, int limit) {
            if (after > 0) {
              throw new IllegalStateException("the database went away");
            }
            return flows.get(EventReader.class).readAll(after, 50);
          }
        };

    assertThatThrownBy(() -> rebuild(breaking).run()).hasMessage("the database went away");

    assertThat(Tables.dump(jdbc)).isEqualTo(before);
  }

  @Test
  void refusesWhereAnApplicationRuns() {
    Rebuild refused =
        new Rebuild(
            mock(MaintenanceLock.class),
            flows.get(EventReader.class),
            List.of(),
            List.of(),
            jdbc,
            flows.get(TransactionTemplate.class));

    assertThatThrownBy(refused::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("a Caravan is running on this database; stop it first");
  }
}
