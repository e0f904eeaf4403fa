package dev.caravan.routing;

import static dev.caravan.routing.FlowTexts.bytes;
import static dev.caravan.routing.FlowTexts.orderFlow;
import static dev.caravan.routing.FlowTexts.step;
import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.inventory.Inventory;
import dev.caravan.journal.EventReader;
import dev.caravan.order.Actor;
import dev.caravan.order.Customers;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.routing.DryRunReport.Difference;
import dev.caravan.routing.FlowConflictException.Kind;
import dev.caravan.saga.OrderCourse;
import dev.caravan.saga.OrderCourse.Status;
import dev.caravan.saga.OrderFlows;
import dev.caravan.saga.RecordedOrders;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.HttpPartner;
import dev.caravan.testing.OrderBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Recorded orders, run through other texts of their flow; each test has a flow of its own. */
@FlowTest
@ExtendWith(OutputCaptureExtension.class)
class DryRunTest {
  private static final String INVENTORY = "\"{{caravan.step.inventory.reserve}}\"";
  private static final String PAYMENT = "\"{{caravan.step.payment.charge}}\"";
  private static final String SHIPPING = "\"{{caravan.step.shipping.schedule}}\"";

  @Autowired BeanFactory beans;
  private dev.caravan.testing.Flows tools;
  private Flows flows;
  private String name;
  private String text;

  @BeforeEach
  void prepare() {
    tools = new dev.caravan.testing.Flows(beans);
    flows = tools.get(Flows.class);
    name = "d" + System.nanoTime();
    text = orderFlow(name);
    flows.put(name, bytes(text), "ann", active -> true);
    tools.get(Inventory.class).put("DRY", "tea", 10_000);
  }

  private OrderBuilder order() {
    return anyOrder().flow(name).flowRevision(1).item("DRY", 1, "1.00");
  }

  /** Runs an order to its end; its id. */
  private String ran(OrderBuilder builder) {
    Order order = tools.place(builder);
    run(tools.get(OrderFlows.class).run(order));
    return order.orderId();
  }

  private static void run(CompletableFuture<Void> saga) {
    saga.handle((done, error) -> null).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private DryRunReport dryRun(String candidate) {
    return flows.dryRun(name, bytes(candidate), 100);
  }

  private static Difference only(DryRunReport report) {
    assertThat(report.different()).hasSize(1);
    return report.different().get(0);
  }

  private static OrderCourse course(Status status, String... steps) {
    return new OrderCourse(status, null, null, List.of(steps));
  }

  @Test
  void findsNoDifferenceInTheSameText(CapturedOutput log) {
    ran(order());
    ran(order().item("DRY", 1_000_000));
    ran(order().declined());
    ran(order().toAtlantis());
    ran(order().unreachableProvider());
    Order undone = tools.order(ran(order()));
    run(tools.get(OrderFlows.class).cancel(undone, "changed my mind", "customer"));
    assertThat(tools.order(undone.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);

    DryRunReport report = dryRun(text);

    assertThat(report.different()).isEmpty();
    assertThat(report.orders()).isEqualTo(6);
    assertThat(report.same()).isEqualTo(6);
    assertThat(report.stopped()).isNull();
    assertThat(log).as("refusals of then are no news").doesNotContain("dry-run");
  }

  @Test
  void tellsWhichOrdersTakeTheirStepsInAnotherOrder() {
    String confirmed = ran(order());
    String outOfStock = ran(order().item("DRY", 1_000_000));
    String declined = ran(order().declined());

    DryRunReport report =
        dryRun(
            text.replace(INVENTORY, "x")
                .replace(PAYMENT, INVENTORY)
                .replace("x\n", PAYMENT + "\n"));

    assertThat(report.same()).isZero();
    assertThat(report.different())
        .containsExactly(
            new Difference(
                declined,
                new OrderCourse(
                    Status.CANCELLED,
                    "payment.charge",
                    "payment-declined",
                    List.of("inventory-reserve", "payment-charge")),
                new OrderCourse(
                    Status.CANCELLED,
                    "payment.charge",
                    "payment-declined",
                    List.of("payment-charge")),
                List.of()),
            new Difference(
                outOfStock,
                new OrderCourse(
                    Status.CANCELLED,
                    "inventory.reserve",
                    "out-of-stock",
                    List.of("inventory-reserve")),
                new OrderCourse(
                    Status.CANCELLED,
                    "inventory.reserve",
                    "out-of-stock",
                    List.of("payment-charge", "inventory-reserve")),
                List.of("payment-charge")),
            new Difference(
                confirmed,
                course(
                    Status.CONFIRMED, "inventory-reserve", "payment-charge", "shipping-schedule"),
                course(
                    Status.CONFIRMED, "payment-charge", "inventory-reserve", "shipping-schedule"),
                List.of()));
  }

  @Test
  void takesTheBranchThatTheContentOfAnOrderAsksFor() {
    String refused = ran(order().customer("EXPRESS"));
    ran(order());

    DryRunReport report = dryRun(refusing(text, "EXPRESS"));

    assertThat(report.orders()).isEqualTo(2);
    Difference difference = only(report);
    assertThat(difference.orderId()).isEqualTo(refused);
    assertThat(difference.replayed())
        .isEqualTo(new OrderCourse(Status.CANCELLED, name, "step-refused", List.of()));
    assertThat(tools.order(refused).status()).isEqualTo(OrderStatus.CONFIRMED);
  }

  private static String refusing(String flow, String customer) {
    return flow.replace(
        "              - to:\n                  id: inventory\n",
        """
                      - choice:
                          when:
                            - simple: "${body.placed.customerId} == '%s'"
                              steps:
                                - setHeader: {name: reason, constant: not now}
                                - to: direct:refuse
                      - to:
                          id: inventory
        """
            .formatted(customer));
  }

  @Test
  void seesAStepThatDoesNotGetTheOrderAnyMore() {
    ran(order());

    Difference difference =
        only(
            dryRun(
                text.replace(
                    "              - to:\n                  id: payment\n",
                    """
                                  - setBody: {constant: '{}'}
                                  - to:
                                      id: payment
                    """)));

    assertThat(difference.replayed())
        .isEqualTo(
            new OrderCourse(
                Status.CANCELLED,
                "payment-charge",
                "step-unavailable",
                List.of("inventory-reserve", "payment-charge")));
  }

  @Test
  void hasNoEffectAndLeavesNothingBehind() {
    String id = ran(order());
    String helper = "h" + name;
    String sending =
        """
        - setHeader: {name: CamelJournalKey, header: orderId}
        - setBody: {constant: '{}'}
        - log: "${body}"
        - to: %s/book
        - to: journal:booking?type=Booked
        - to: seda:nobody
        - delay: {constant: '3600000'}
        """;
    try (HttpPartner partner = new HttpPartner()) {
      String other =
          step(helper, sending.formatted(partner.address()))
              .replace("compensation: none", "compensation: direct:" + helper + "-undo");
      flows.put(helper, bytes(other + step(helper + "-undo", "- log: x")), "ann", x -> true);
      CamelContext running = tools.get(CamelContext.class);
      List<String> endpoints = endpoints(running);
      int routes = running.getRoutes().size();
      long position = tools.get(EventReader.class).lastPosition();

      String kafka = "k" + name;
      String candidate =
          text.replace(SHIPPING, "direct:" + helper).replace(PAYMENT, "direct:" + kafka)
              + step(kafka, "- to: kafka:bookings?brokers=127.0.0.1:1");

      Difference difference = only(dryRun(candidate));

      assertThat(difference)
          .isEqualTo(
              new Difference(
                  id,
                  course(
                      Status.CONFIRMED, "inventory-reserve", "payment-charge", "shipping-schedule"),
                  course(Status.CONFIRMED, "inventory-reserve", helper),
                  List.of(helper, kafka)));
      assertThat(partner.requests()).isEmpty();
      assertThat(tools.get(EventReader.class).lastPosition()).isEqualTo(position);
      assertThat(endpoints(running)).isEqualTo(endpoints);
      assertThat(running.getRoutes()).hasSize(routes);
      awaitNoThread();
    }
  }

  private static List<String> endpoints(CamelContext running) {
    return running.getEndpoints().stream().map(e -> e.getEndpointUri()).sorted().toList();
  }

  private static void awaitNoThread() {
    await().atMost(Duration.ofSeconds(60)).until(() -> threads().isEmpty());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(thread -> thread.contains("dry-run"))
        .toList();
  }

  @Test
  void stopsAFlowThatGoesOnForEver() {
    ran(order());
    String loop =
        """
                      - loop:
                          doWhile: true
                          simple: "${body} != null"
                          steps:
                            - %s
                      - to:
                          id: inventory
        """;

    assertThat(replayed(loop.formatted("setHeader: {name: x, constant: '1'}")))
        .isEqualTo(new OrderCourse(Status.STOPPED, null, "time-limit", List.of()));
    assertThat(replayed(loop.formatted("setBody: {simple: '${body}${body}'}")).failureType())
        .isEqualTo("too-large");
    assertThat(replayed(loop.formatted("to: direct:payment-charge")).steps()).hasSize(100);
    awaitNoThread();
  }

  private OrderCourse replayed(String instead) {
    return only(dryRun(
            text.replace("              - to:\n                  id: inventory\n", instead)))
        .replayed();
  }

  @Test
  void givesUpAnExpressionThatCannotBeStoppedAndIsBusyUntilItEnds() {
    ran(order());
    ran(order());
    DryRun impatient =
        new DryRun(
            tools.get(CamelContext.class),
            tools.get(LoadedRevisions.class),
            tools.get(FlowStore.class),
            tools.get(RecordedOrders.class),
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofSeconds(20));
    String endless =
        text.replace(
            "              - to:\n                  id: inventory\n",
            """
                          - setBody: {constant: '{}'}
                          - setHeader:
                              name: x
                              jq: 'now as $began | first(range(1000000000) | select(now > $began + 4))'
                          - to:
                              id: inventory
            """);
    RevisionId id = new RevisionId(name, 0);
    FlowShape shape = tools.get(FlowCheck.class).check(name, bytes(endless));

    DryRunReport report = impatient.run(id, shape, endless, 10);

    assertThat(report.stopped()).contains("cannot be stopped");
    assertThat(report.orders()).isEqualTo(1);
    assertThat(only(report).replayed().status()).isEqualTo(Status.STOPPED);
    assertThatThrownBy(() -> impatient.run(id, shape, endless, 10))
        .isInstanceOfSatisfying(
            FlowConflictException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
    awaitNoThread();
    // the turn is given back a moment after the thread's end
    await()
        .ignoreExceptionsInstanceOf(FlowConflictException.class)
        .untilAsserted(() -> assertThat(impatient.run(id, shape, text, 1).orders()).isEqualTo(1));
  }

  @Test
  void leavesOutOrdersOfWhichItCannotKnow() {
    String customer = "c" + name;
    ran(order().customer(customer));
    tools.get(Customers.class).erase(customer, new Actor("ann", null), null);
    ran(order());
    tools.place(anyOrder().item("DRY", 1));
    tools.place(order());

    DryRunReport report = dryRun(text);

    assertThat(report.orders()).isEqualTo(1);
    assertThat(report.skipped().open()).isEqualTo(1);
    assertThat(report.skipped().erased()).isEqualTo(1);
    assertThat(report.skipped().otherFlow()).isPositive();
  }

  @Test
  void takesACompensationThatGaveUpAsOneThatGivesUp() {
    tools
        .faults()
        .before(
            "inventory-release",
            exchange -> {
              throw new IllegalStateException("the shelf is gone");
            });
    String id = ran(order().toAtlantis());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              tools.coordinator().recover(tools.coordinator().sagaOf(id));
              return tools.order(id).status() == OrderStatus.FAILED;
            });

    assertThat(dryRun(text).same()).isEqualTo(1);
    OrderCourse stuck = only(dryRun(text.replace(SHIPPING, "direct:refuse"))).replayed();
    assertThat(stuck.status()).isEqualTo(Status.FAILED);
    assertThat(only(dryRun(text.replace(INVENTORY, "direct:refuse"))).replayed().status())
        .isEqualTo(Status.CANCELLED);
  }

  @Test
  void doesNotAskWhichOfTheStepsThatRunAtOnceCameFirst() {
    ran(order());
    String atOnce =
        """
                      - multicast:
                          parallelProcessing: true
                          steps:
                            - to: %s
                            - to: %s
                            - to: %s
        """;

    assertThat(dryRun(onlySteps(atOnce.formatted(SHIPPING, PAYMENT, INVENTORY))).same())
        .isEqualTo(1);
    assertThat(only(dryRun(onlySteps(atOnce.formatted(SHIPPING, PAYMENT, PAYMENT)))).replayed())
        .isEqualTo(
            course(Status.CONFIRMED, "shipping-schedule", "payment-charge", "payment-charge"));
  }

  private String onlySteps(String steps) {
    return text.substring(0, text.indexOf("              - to:")) + steps;
  }

  @Test
  void looksAtTheLastOrdersOnly() {
    ran(order());
    String last = ran(order());

    DryRunReport report = flows.dryRun(name, bytes(text.replace(SHIPPING, "direct:refuse")), 1);

    assertThat(only(report).orderId()).isEqualTo(last);
  }

  @Test
  void refusesATextThatNoOrderCanName() {
    assertThatThrownBy(() -> dryRun(step(name, "- log: x")))
        .isInstanceOf(InvalidFlowException.class)
        .hasMessageContaining("no order can name it");
  }
}
