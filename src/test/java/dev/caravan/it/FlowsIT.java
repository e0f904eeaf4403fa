package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The default flow is changed while orders run, by file and by REST, and across a restart. */
class FlowsIT {
  private static final String FLOW = "/api/flows/order-fulfilment";
  private static final Path ROUTES = Path.of("target", "it", "flows-routes").toAbsolutePath();
  private static final Path FILE = ROUTES.resolve("order-fulfilment.camel.yaml");
  private static final Duration PICKED_UP = Duration.ofSeconds(20);
  private static final int CHANGES = 12;

  private static JsonNode flow(Api api) {
    JsonNode flows = api.get("/api/flows").expect(200).json();
    for (JsonNode flow : flows) {
      if (flow.get("name").asText().equals("order-fulfilment")) {
        return flow;
      }
    }
    throw new AssertionError("no flow in " + flows);
  }

  @Test
  void endsEveryOrderOnTheRevisionOnWhichItBegan() throws IOException {
    String good = Files.readString(Path.of("routes", "order-fulfilment.camel.yaml"));
    Files.createDirectories(ROUTES);
    Files.writeString(FILE, good);
    try (CaravanProcess application =
        CaravanProcess.started("flows", "--caravan.routes-dir=" + ROUTES)) {
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, 8);
      try (load) {
        for (int change = 1; change <= CHANGES; change++) {
          long enough = load.answers(201) + 5;
          boolean valid = change % 4 != 0;
          String text = valid ? good + "# change " + change + "\n" : "- rout:\n    id: x\n";
          Reply reply =
              api.send(
                  "PUT", FLOW, BodyPublishers.ofString(text), "Content-Type", "application/yaml");
          assertThat(reply.status()).as("%s", reply).isEqualTo(valid ? 200 : 422);
          Conditions.await(
              "orders go through", Duration.ofSeconds(60), () -> load.answers(201) >= enough);
        }
      }
      Books books = Books.settled(api, Duration.ofSeconds(60));

      books.assertKept(load);
      books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
      assertThat(load.answers(503)).as("orders that failed").isZero();
      int last = 1 + CHANGES - CHANGES / 4;
      Map<Integer, Integer> orders = new TreeMap<>();
      api.orders().stream()
          .filter(order -> order.get("flow").asText().equals("order-fulfilment"))
          .forEach(order -> orders.merge(order.get("flowRevision").asInt(), 1, Integer::sum));
      System.out.println("orders by revision: " + orders);
      assertThat(orders.keySet()).allMatch(revision -> revision >= 1 && revision <= last);
      assertThat(orders).hasSizeGreaterThan(3);
      assertThat(flow(api).get("activeRevision").asInt()).isEqualTo(last);
      assertThat(flow(api).get("openSagas")).isEmpty();

      Files.writeString(FILE, good + "# by file\n");
      Conditions.await(
          "the file", PICKED_UP, () -> flow(api).get("activeRevision").asInt() == last + 1);
      Files.writeString(FILE, good.replace("saga:", "sage:"));
      Conditions.await("the bad file", PICKED_UP, () -> !flow(api).get("lastError").isNull());

      application.stop();
      application.start();

      assertThat(flow(api).get("activeRevision").asInt()).isEqualTo(last + 1);
      assertThat(flow(api).get("lastError").asText()).contains("line 11");
      assertThat(api.get("/actuator/health").expect(200).json().get("status").asText())
          .isEqualTo("DEGRADED");
      String id = "after-" + System.nanoTime();
      api.place(OrderJson.order(id).item(Load.SKU, 1, "1.00")).expect(201);
      assertThat(api.order(id).get("flowRevision").asInt()).isEqualTo(last + 1);
    }
  }
}
