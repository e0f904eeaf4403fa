package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The coordinator is slow, falls silent, or has lost its store. */
@EnabledIfSystemProperty(named = "trouble", matches = "true")
class CoordinatorTroubleIT {
  private static final int CALLERS = 8;
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  /** Shorter than an order of five answers takes over a slow wire. */
  private static final Duration WAIT = Duration.ofSeconds(4);

  /** In which the callers get that many, with a pause after each. */
  private static final Duration REFUSALS = Duration.ofSeconds(5);

  /** Less than one more time-out of a call. */
  private static final Duration RESUMPTION = Duration.ofSeconds(8);

  private static CaravanProcess coordinator;
  private static CaravanProcess application;
  private static Wire wire;

  @BeforeAll
  static void start() {
    coordinator = CaravanProcess.coordinator("trouble-coordinator");
    wire = new Wire(coordinator.coordinatorPort());
    application =
        CaravanProcess.prepare(
            "trouble-application",
            "--caravan.saga.timeout=5s",
            "--caravan.api.wait=" + WAIT.toSeconds() + "s");
    application.start(
        Stream.concat(
                Stream.of(coordinator.settingsOf(application)),
                Stream.of("--camel.lra.coordinator-url=http://127.0.0.1:" + wire.port()))
            .toArray(String[]::new));
    Load.stock(application.api());
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (wire != null) {
      wire.close();
    }
    if (coordinator != null) {
      coordinator.close();
    }
  }

  @AfterEach
  void mend() {
    wire.mend();
  }

  @Test
  void endsEveryOrderAlthoughEachAnswerTakesFiveSeconds() {
    Api api = application.api();
    Load load = Load.of(api, CALLERS);
    try (load) {
      load.awaitConfirmed(CALLERS, PROGRESS);
      wire.slowDown();
      Conditions.await("orders that wait", PROGRESS, () -> load.answers(202) >= 2 * CALLERS);
      wire.mend();
      load.awaitConfirmed(CALLERS, PROGRESS);
    }

    load.assertAllAnswered();
    Books.keptAndBalanced(api, load, RECOVERY);
  }

  @Test
  void refusesOrdersAtOnceWhileTheCoordinatorIsSilentAndGoesOnByItself() {
    Api api = application.api();
    Load load = Load.of(api, CALLERS);
    try (load) {
      load.awaitConfirmed(CALLERS, PROGRESS);
      wire.cut();
      Conditions.await("a refusal", PROGRESS, () -> load.answers(503) > 0);
      assertThat(api.isReady()).as("ready without a coordinator").isFalse();
      // all but the one in two seconds that tries
      long enough = load.answers(503) + 5 * CALLERS;
      Conditions.await("refusals", REFUSALS, () -> load.answers(503) >= enough);
      wire.mend();
      load.awaitConfirmed(CALLERS, RESUMPTION);
    }

    load.answered().values().stream()
        .filter(reply -> reply.status() == 503)
        .forEach(reply -> assertThat(reply.header("Retry-After")).isEqualTo("5"));
    load.assertAllAnswered();
    Books.keptAndBalanced(api, load, RECOVERY);
    Conditions.await("readiness", PROGRESS, api::isReady);
  }

  @Test
  void undoesByItsOwnLogWhatACoordinatorWithoutItsStoreDoesNotKnow() {
    Api api = application.api();
    Load load = Load.of(api, CALLERS);
    List<String> open = new ArrayList<>();
    try (load) {
      load.awaitConfirmed(CALLERS, PROGRESS);
      // while their payment is tried again, their stock is reserved
      List<OrderJson> held =
          IntStream.range(0, CALLERS)
              .mapToObj(i -> anyOrder().item(Load.SKU, 1, "1.00").token("tok_unreachable"))
              .toList();
      held.forEach(order -> api.place(order, "Prefer", "respond-async").expect(202));
      OrderJson last = held.get(CALLERS - 1);
      Conditions.await(
          "stock for the last", PROGRESS, () -> api.status(last.orderId()).equals("RESERVED"));
      coordinator.kill();
      held.stream()
          .map(OrderJson::orderId)
          .filter(id -> api.status(id).equals("RESERVED"))
          .forEach(open::add);

      coordinator.loseCoordinatorStore();
      coordinator.startCoordinator();
      load.awaitConfirmed(CALLERS, PROGRESS);
    }

    assertThat(open).as("orders that were open at the kill").isNotEmpty();
    load.assertAllAnswered();
    Books.keptAndBalanced(api, load, RECOVERY);
    for (String id : open) {
      assertThat(api.status(id)).as(id).isEqualTo("CANCELLED");
      assertThat(api.events(id)).as(id).endsWith("StockReleased", "OrderCancelled");
    }
  }
}
