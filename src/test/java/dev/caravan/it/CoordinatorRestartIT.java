package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The coordinator is a process of its own, which comes and goes. */
class CoordinatorRestartIT {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  private static CaravanProcess coordinator;
  private static CaravanProcess application;

  @BeforeAll
  static void start() {
    coordinator =
        CaravanProcess.prepare("coordinator", "--spring.profiles.active=coordinator").launch();
    awaitCoordinator();
    application = CaravanProcess.prepare("coordinator-external", "--caravan.saga.timeout=5s");
    application.start(
        "--caravan.coordinator.mode=external",
        "--camel.lra.coordinator-url=http://127.0.0.1:" + coordinator.coordinatorPort(),
        "--camel.lra.local-participant-url=http://127.0.0.1:" + application.port());
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

  private static void awaitCoordinator() {
    Api api = new Api(URI.create("http://127.0.0.1:" + coordinator.coordinatorPort()));
    Conditions.await(
        "coordinator",
        START,
        () -> {
          try {
            return api.send("GET", "/lra-coordinator/", BodyPublishers.noBody()).status() == 200;
          } catch (java.io.UncheckedIOException e) {
            return !coordinator.isAlive();
          }
        });
    assertThat(coordinator.isAlive()).as(coordinator.errors()).isTrue();
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
  void endsEveryOrderAlthoughTheCoordinatorIsKilled() {
    Api api = application.api();
    Load load = Load.of(api, 8);
    try (load) {
      for (int kill = 1; kill <= 2; kill++) {
        awaitOrders(load, 20);
        coordinator.kill();
        long refused = load.answers(503);
        Conditions.await("refusals", PROGRESS, () -> load.answers(503) > refused);
        coordinator.launch();
        awaitCoordinator();
      }
      awaitOrders(load, 1);
    }

    Books books = Books.settled(api, RECOVERY);

    books.assertKept(load);
    books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
  }

  private static void awaitOrders(Load load, int count) {
    long enough = load.answers(201) + count;
    Conditions.await("orders go through", PROGRESS, () -> load.answers(201) >= enough);
  }
}
