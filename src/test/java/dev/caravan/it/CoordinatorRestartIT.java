package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The coordinator is a process of its own, which comes and goes. */
class CoordinatorRestartIT {
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private static final int KILLS = 10;

  private static CaravanProcess coordinator;
  private static CaravanProcess application;

  @BeforeAll
  static void start() {
    coordinator = CaravanProcess.coordinator("coordinator");
    application = CaravanProcess.prepare("coordinator-external", "--caravan.saga.timeout=60s");
    application.start(coordinator.settingsOf(application));
    Load.stock(application.api());
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (coordinator != null) {
      coordinator.close();
    }
  }

  @Test
  void confirmsAndCancelsOrders() {
    Api api = application.api();
    api.setStock("IT-EXTERNAL", 10);
    OrderJson good = anyOrder().item("IT-EXTERNAL", 3, "1.00");
    OrderJson bad = anyOrder().item("IT-EXTERNAL", 3, "1.00").toAtlantis();

    assertThat(api.place(good).expect(201).json().get("status").asText()).isEqualTo("CONFIRMED");
    assertThat(api.place(bad).problem(422).get("orderStatus").asText()).isEqualTo("CANCELLED");

    Conditions.awaitAsserted(
        "stock",
        Duration.ofSeconds(2),
        () -> assertThat(api.stock("IT-EXTERNAL")).isEqualTo(Stock.free(7)));
    api.post("/api/orders/" + good.orderId() + "/cancellation", "{\"reason\": \"x\"}").expect(200);
    Conditions.awaitAsserted(
        "stock",
        Duration.ofSeconds(2),
        () -> assertThat(api.stock("IT-EXTERNAL")).isEqualTo(Stock.free(10)));
  }

  @Test
  void endsEveryOrderAlthoughTheCoordinatorIsKilledAndConfirmsThoseThatWereThrough() {
    Api api = application.api();
    Load load = Load.of(api, 8);
    try (load) {
      for (int kill = 1; kill <= 2 || (through(load).isEmpty() && kill <= KILLS); kill++) {
        load.awaitConfirmed(20, PROGRESS);
        coordinator.kill();
        long refused = load.answers(503);
        Conditions.await("refusals", PROGRESS, () -> load.answers(503) > refused);
        coordinator.startCoordinator();
      }
      load.awaitConfirmed(1, PROGRESS);
    }

    Books books = Books.keptAndBalanced(api, load, RECOVERY);
    assertThat(through(load))
        .isNotEmpty()
        .allSatisfy(
            id -> assertThat(books.order(id).get("status").asText()).isEqualTo("CONFIRMED"));
  }

  private static boolean isThrough(JsonNode problem) {
    return problem.path("orderStatus").asText().equals("SHIPPED")
        && problem.path("detail").asText().equals("the saga coordinator does not answer");
  }

  /** Orders whose steps had all been done when nobody could be asked to close their saga. */
  private static List<String> through(Load load) {
    return load.answered().entrySet().stream()
        .filter(answer -> answer.getValue().status() == 503)
        .filter(answer -> isThrough(answer.getValue().json()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
