package dev.caravan.routing;

import static dev.caravan.routing.FlowTexts.bytes;
import static dev.caravan.routing.FlowTexts.orderFlow;
import static dev.caravan.routing.FlowTexts.step;
import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import dev.caravan.inventory.Inventory;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.routing.FlowConflictException.Kind;
import dev.caravan.routing.FlowStatus.State;
import dev.caravan.routing.Revision.Source;
import dev.caravan.saga.OpenSagas;
import dev.caravan.saga.OrderFlows;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.OrderBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** The life of flows in a running application; each test has a flow of its own. */
@FlowTest
class FlowsTest {
  @Autowired BeanFactory beans;
  private dev.caravan.testing.Flows tools;
  private Flows flows;
  private String name;

  @BeforeEach
  void prepare() {
    tools = new dev.caravan.testing.Flows(beans);
    flows = tools.get(Flows.class);
    name = "f" + System.nanoTime();
    tools.get(Inventory.class).put("FLOWS", "tea", 10_000);
  }

  private int put(String yaml) {
    return flows.put(name, bytes(yaml), "ann", active -> true);
  }

  private static OrderBuilder order(String flow, int revision) {
    return anyOrder().flow(flow).flowRevision(revision).item("FLOWS", 1, "1.00");
  }

  private CompletableFuture<Void> run(Order order) {
    return tools.get(OrderFlows.class).run(order);
  }

  private FlowStatus status() {
    return flows.all().stream().filter(flow -> flow.name().equals(name)).findFirst().orElseThrow();
  }

  private java.util.List<String> events() {
    return tools.stream("flow-" + name).stream().map(RecordedEvent::type).toList();
  }

  @Test
  void takesAFlowAndRunsOrdersOnIt() throws Exception {
    assertThat(put(orderFlow(name))).isEqualTo(1);

    assertThat(tools.get(OrderFlows.class).names()).contains(name);
    assertThat(tools.get(OrderFlows.class).revision(name)).isEqualTo(1);
    Order order = tools.place(order(name, 1));
    run(order).get(30, TimeUnit.SECONDS);
    assertThat(tools.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(events()).containsExactly("FlowActivated");
    assertThat(tools.stream("flow-" + name).get(0).actor()).isEqualTo("ann");
    var saga = tools.coordinator().sagaOf(order.orderId());
    assertThat(tools.stream("saga-" + dev.caravan.testing.Flows.sagaId(saga)).get(0).data())
        .as("the author's name of the route")
        .contains("\"flow\":\"" + name + "\"");
    assertThat(
            tools
                .get(MeterRegistry.class)
                .get("camel.exchanges.total")
                .tag("routeId", name)
                .counter()
                .count())
        .isGreaterThanOrEqualTo(1);
  }

  @Test
  void givesASagaTheTimeThatItsFlowSays() throws Exception {
    put(
        orderFlow(name)
            .replace(
                "compensation: direct:order-cancel",
                "timeout: 5m\n            compensation: direct:order-cancel"));
    Order order = tools.place(order(name, 1));

    run(order).get(30, TimeUnit.SECONDS);

    assertThat(tools.coordinator().timeLimit(tools.coordinator().sagaOf(order.orderId())))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void takesTheSameTextOnce() {
    put(orderFlow(name));

    assertThat(put(orderFlow(name))).isEqualTo(1);
    assertThat(events()).containsExactly("FlowActivated");
  }

  /** Flows of a process that another one is faster than, when it takes its first text. */
  private Flows overtaken(int number, String text) {
    FlowStore store = tools.get(FlowStore.class);
    FlowStore overtaken = spy(store);
    doAnswer(
            asked -> {
              store.activate(
                  new RevisionId(name, number),
                  Flows.hash(bytes(text)),
                  text,
                  Source.FILE,
                  "other");
              return number;
            })
        .doCallRealMethod()
        .when(overtaken)
        .nextNumber(name);
    return new Flows(
        overtaken,
        tools.get(FlowCheck.class),
        tools.get(FlowReferences.class),
        tools.get(LoadedRevisions.class),
        tools.get(OpenSagas.class),
        tools.get(DryRun.class));
  }

  @Test
  void takesWhatAnotherProcessTakesAtTheSameTime() throws Exception {
    Flows slower = overtaken(1, orderFlow(name));

    // the application's own look would work on the same loaded revisions, without the same lock
    RouteController routes = tools.get(CamelContext.class).getRouteController();
    routes.stopRoute("flows");
    try {
      assertThat(slower.take(name, bytes(orderFlow(name)), Source.FILE, "file")).isEqualTo(1);
    } finally {
      routes.startRoute("flows");
    }

    assertThat(tools.get(OrderFlows.class).names()).contains(name);
    assertThat(events()).containsExactly("FlowActivated");
  }

  @Test
  void tellsWhoIsLateThatAnotherProcessWasFaster() throws Exception {
    put(orderFlow(name));
    Flows slower = overtaken(2, orderFlow(name) + "# other\n");

    RouteController routes = tools.get(CamelContext.class).getRouteController();
    routes.stopRoute("flows");
    try {
      assertThatThrownBy(
              () ->
                  slower.put(
                      name, bytes(orderFlow(name) + "# late\n"), "ann", active -> active == 1))
          .isInstanceOf(FlowConflictException.class);
    } finally {
      routes.startRoute("flows");
    }
    assertThat(status().activeRevision()).isEqualTo(2);
  }

  @Test
  void leavesTheActiveRevisionWhereATextIsRefused() {
    put(orderFlow(name));

    assertThatThrownBy(() -> put(orderFlow(name).replace("direct:order-cancel", "none")))
        .isInstanceOf(InvalidFlowException.class);
    assertThatThrownBy(() -> put(orderFlow(name).replace("steps:\n              - to:", "x:\n")))
        .isInstanceOf(InvalidFlowException.class);

    assertThat(status().activeRevision()).isEqualTo(1);
    assertThat(events()).containsExactly("FlowActivated", "FlowRejected", "FlowRejected");
  }

  @Test
  void refusesATextThatCamelCannotStartAndLeavesNothingOfIt() {
    put(orderFlow(name));
    String broken = step("s" + name, "- to: log:x?level=LOUD");

    assertThatThrownBy(() -> put(orderFlow(name) + broken))
        .isInstanceOf(InvalidFlowException.class)
        .hasMessageContaining("Camel cannot start it");
    assertThat(tools.get(LoadedRevisions.class).running(name)).containsExactly(1);
  }

  @Test
  void refusesNamesThatAreTakenAndCallsThatGoNowhere() {
    assertThatThrownBy(() -> put(step("payment-charge", "- log: x")))
        .hasMessageContaining("payment-charge is there already");
    assertThatThrownBy(() -> put(step("s" + name, "- to: direct:nowhere")))
        .hasMessageContaining("direct:nowhere: no route begins with it");
  }

  static Stream<String> routesThatAreNotForFlows() {
    return Stream.of(
        "payment-refund", "order-cancel", "order-fulfilment-java", "order-cancellation");
  }

  @ParameterizedTest
  @MethodSource("routesThatAreNotForFlows")
  void refusesCallsOfBuiltInRoutesThatAreNotOffered(String route) {
    String calling = step("s" + name, "- to: direct:payment-charge\n- to: direct:" + route);

    assertThatThrownBy(() -> put(calling))
        .isInstanceOfSatisfying(
            InvalidFlowException.class,
            e ->
                assertThat(e.findings())
                    .singleElement()
                    .satisfies(
                        finding -> {
                          assertThat(finding.line()).isEqualTo(12);
                          assertThat(finding.column()).isEqualTo(21);
                          assertThat(finding.detail())
                              .startsWith("direct:" + route + " is not for flows")
                              .contains("its own file", "inventory-reserve, ");
                        }));
    assertThatThrownBy(
            () -> put(calling.replace("compensation: none", "compensation: direct:" + route)))
        .hasMessageContaining("direct:" + route + " is not for flows");
  }

  @Test
  void tellsWhoIsLateByTheRevisionThatHeExpects() {
    put(orderFlow(name));

    assertThatThrownBy(
            () -> flows.put(name, bytes(orderFlow(name) + "#"), "bob", active -> active == 7))
        .isInstanceOfSatisfying(
            FlowConflictException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STALE));
    assertThat(status().activeRevision()).isEqualTo(1);
  }

  @Test
  void keepsNothingOfATextThatIsOnlyValidated() {
    flows.validate(name, bytes(orderFlow(name)));

    assertThat(flows.active(name)).isEmpty();
    assertThat(events()).isEmpty();
    assertThat(tools.get(LoadedRevisions.class).running(name)).isEmpty();
  }

  @Test
  void endsAnOrderOnTheRevisionOnWhichItBeganAndRemovesThatOneAfterwards() throws Exception {
    String undo = "undo-" + name;
    String own =
        step(name + "-own", "- log: one")
                .replace("compensation: none", "compensation: direct:" + undo)
            + """
            - route:
                id: %1$s
                description: undoes it
                routeConfigurationId: compensations
                from:
                  uri: direct:%1$s
                  steps:
                    - setHeader: {name: CamelJournalKey, constant: '%2$s'}
                    - setBody: {constant: '{"by": 1}'}
                    - to: journal:undone?type=Undone
            """
                .formatted(undo, name);
    String first =
        orderFlow(name).replace("\"{{caravan.step.inventory.reserve}}\"", "direct:" + name + "-own")
            + own;
    put(first);
    Order order = tools.place(order(name, 1).toAtlantis());
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    tools
        .faults()
        .before(
            "payment-charge",
            exchange -> {
              reached.countDown();
              go.await(30, TimeUnit.SECONDS);
            });
    CompletableFuture<Void> saga = run(order);
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(put(first.replace("{\"by\": 1}", "{\"by\": 2}"))).isEqualTo(2);
    assertThat(status().openSagas()).containsEntry(1, 1L);
    assertThat(tools.get(LoadedRevisions.class).running(name)).containsExactly(1, 2);
    go.countDown();
    assertThat(saga).failsWithin(Duration.ofSeconds(30));

    assertThat(tools.stream("undone-" + name))
        .singleElement()
        .satisfies(event -> assertThat(event.data()).isEqualTo("{\"by\": 1}"));
    assertThat(tools.stream("undone-" + name).get(0).actor()).isEqualTo("route:" + undo);
    assertThat(tools.order(order.orderId()).status()).isEqualTo(OrderStatus.CANCELLED);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(tools.get(LoadedRevisions.class).running(name)).containsExactly(2));
    assertThat(status().openSagas()).isEmpty();
  }

  @Test
  void bringsARevisionBackThatSomebodyCallsAfterItWasRemoved() throws Exception {
    put(orderFlow(name));
    put(orderFlow(name) + "# changed\n");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !tools.get(LoadedRevisions.class).running(name).contains(1));

    Order order = tools.place(order(name, 1));
    run(order).get(30, TimeUnit.SECONDS);

    assertThat(tools.order(order.orderId()).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(tools.get(LoadedRevisions.class).running(name)).contains(1);
  }

  @Test
  void goesBackToARevision() {
    put(orderFlow(name));
    put(orderFlow(name) + "# changed\n");

    flows.activate(name, 1, "bob", active -> active == 2);

    assertThat(status().activeRevision()).isEqualTo(1);
    assertThat(tools.get(OrderFlows.class).revision(name)).isEqualTo(1);
    assertThat(events()).containsExactly("FlowActivated", "FlowActivated", "FlowActivated");
    assertThat(tools.stream("flow-" + name).get(2).data()).contains("\"yaml\":null");
    assertThat(put(orderFlow(name) + "# new\n")).isEqualTo(3);
  }

  @Test
  void retiresAFlowThatNobodyNeeds() {
    put(orderFlow(name));

    flows.retire(name, "bob", active -> true);

    assertThat(tools.get(OrderFlows.class).names()).doesNotContain(name);
    await().atMost(Duration.ofSeconds(30)).until(() -> status().state() == State.RETIRED);
    assertThat(events()).containsExactly("FlowActivated", "FlowRetired");
    assertThatThrownBy(() -> flows.retire(Flows.DEFAULT, "bob", active -> true))
        .isInstanceOfSatisfying(
            FlowConflictException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NEEDED));
  }

  @Test
  void callsTheActiveRevisionOfAnotherFile() {
    String helper = "h" + name;
    flows.put(
        helper, bytes(step(helper, "- setHeader: {name: by, constant: '1'}")), "a", x -> true);
    put(orderFlow(name).replace("\"{{caravan.step.shipping.schedule}}\"", "direct:" + helper));
    assertThat(called(helper)).isEqualTo("1");

    flows.put(
        helper, bytes(step(helper, "- setHeader: {name: by, constant: '2'}")), "a", x -> true);
    assertThat(called(helper)).isEqualTo("2");

    assertThatThrownBy(() -> flows.retire(helper, "bob", active -> true))
        .isInstanceOf(FlowConflictException.class)
        .hasMessageContaining("flow " + name + " calls it");
  }

  /** What the route put into the header, called within a saga. */
  private String called(String helper) {
    Order order = tools.place(order(name, tools.get(OrderFlows.class).revision(name)));
    return tools
        .send("direct:" + name, order, java.util.Map.of())
        .getMessage()
        .getHeader("by", String.class);
  }
}
