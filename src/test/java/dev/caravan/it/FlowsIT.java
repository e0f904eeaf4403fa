package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.HttpPartner;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The default flow is changed while orders run, by file and by REST, and across a restart. */
class FlowsIT {
  private static final String FLOW = "/api/flows/order-fulfilment";
  private static final Path ROUTES = Path.of("target", "it", "flows-routes").toAbsolutePath();
  private static final Path FILE = ROUTES.resolve("order-fulfilment.camel.yaml");
  private static final Duration PICKED_UP = Duration.ofSeconds(20);

  /** How often the flow is changed; every fourth text, of many every tenth, is refused. */
  private static final int CHANGES = Integer.getInteger("flows.changes", 12);

  private static final int BAD = CHANGES < 40 ? 4 : 10;

  /** How long orders are placed without changes, and then with them; 0: as long as it takes. */
  private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("flows.seconds", 0));

  private static String good;
  private static CaravanProcess application;

  private static JsonNode flow(Api api) {
    JsonNode flows = api.get("/api/flows").expect(200).json();
    for (JsonNode flow : flows) {
      if (flow.get("name").asText().equals("order-fulfilment")) {
        return flow;
      }
    }
    throw new AssertionError("no flow in " + flows);
  }

  /** How many the flow has had. */
  private static int revisions(Api api) {
    return api.get(FLOW + "/revisions").expect(200).json().get("revisions").size();
  }

  @BeforeAll
  static void start() throws IOException {
    good = Files.readString(Path.of("routes", "order-fulfilment.camel.yaml"));
    Files.createDirectories(ROUTES);
    Files.deleteIfExists(ROUTES.resolve("parcel.camel.yaml"));
    Files.writeString(FILE, good);
    application =
        CaravanProcess.started(
            "flows",
            "--caravan.routes-dir=" + ROUTES,
            "--caravan.flows.guard.window=10m",
            "--caravan.flows.guard.failed-share=0.5",
            "--caravan.flows.guard.p99-factor=1000");
    Load.stock(application.api());
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static void awaitTime(Duration since, Load load) {
    Conditions.await(
        "time passes", since.plusSeconds(60), () -> load.running().compareTo(since) >= 0);
  }

  @Test
  void endsEveryOrderOnTheRevisionOnWhichItBegan() throws IOException {
    Api api = application.api();
    int before = revisions(api);
    Load quiet = Load.of(api, 8);
    try (quiet) {
      awaitTime(EACH, quiet);
    }
    Load load = Load.of(api, 8);
    try (load) {
      for (int change = 1; change <= CHANGES; change++) {
        long enough = load.answers(201) + 5;
        boolean valid = change % BAD != 0;
        String text = valid ? good + "# change " + change + "\n" : "- rout:\n    id: x\n";
        Reply reply =
            api.send(
                "PUT", FLOW, BodyPublishers.ofString(text), "Content-Type", "application/yaml");
        assertThat(reply.status()).as("%s", reply).isEqualTo(valid ? 200 : 422);
        Conditions.await(
            "orders go through", Duration.ofSeconds(60), () -> load.answers(201) >= enough);
        awaitTime(EACH.multipliedBy(change).dividedBy(CHANGES), load);
      }
    }
    System.out.printf(
        "%d changes, %d of them refused; orders without: %s; with: %s%n",
        CHANGES, CHANGES / BAD, quiet, load);
    Books books = Books.keptAndBalanced(api, load, Duration.ofSeconds(60));

    books.assertKept(quiet);
    assertThat(load.answers(503)).as("orders that failed").isZero();
    load.assertAllAnswered();
    int last = before + CHANGES - CHANGES / BAD;
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

  /** It starts, so nothing but the orders themselves can tell. */
  @Test
  void goesBackByItselfFromARevisionThatFailsEveryOrder() throws IOException {
    Api api = application.api();
    int before = flow(api).get("activeRevision").asInt();
    int failingOne = revisions(api) + 1;
    String failing = good.replace("{{caravan.step.payment.charge}}", "direct:refuse");
    assertThat(failing).isNotEqualTo(good);
    Load load = Load.of(api, 4);
    try (load) {
      Conditions.await("orders go well", Duration.ofSeconds(60), () -> load.answers(201) >= 40);
      // the guard has seen which revision is active: it looks twice a second
      api.send("PUT", FLOW, BodyPublishers.ofString(failing), "Content-Type", "application/yaml")
          .expect(200);
      Conditions.await(
          "the roll-back",
          Duration.ofSeconds(60),
          () -> flow(api).get("activeRevision").asInt() == before);
      long good = load.answers(201);
      Conditions.await(
          "orders go well again", Duration.ofSeconds(60), () -> load.answers(201) >= good + 20);
    }
    Books books = Books.settled(api, Duration.ofSeconds(60));

    books.assertKept(load);
    assertThat(flow(api).get("lastError").asText())
        .startsWith("revision " + failingOne + " was taken back")
        .contains("100 % failed");
  }

  /** A file that the project has never seen: two bookings at somebody else's, each undone there. */
  @Test
  void runsAProcessOfWhichItHasNothingButTheFile() throws IOException {
    Api api = application.api();
    try (HttpPartner partner = new HttpPartner()) {
      StringBuilder file =
          new StringBuilder(
              """
              - route:
                  id: parcel
                  description: Sends a parcel
                  from:
                    uri: direct:parcel
                    steps:
                      - to: direct:pickup
                      - to: direct:delivery
              """);
      for (String what : List.of("pickup", "delivery")) {
        file.append(
            """
            - route:
                id: WHAT
                description: orders the WHAT
                from:
                  uri: direct:WHAT
                  steps:
                    - saga:
                        propagation: MANDATORY
                        compensation: direct:no-WHAT
                        option:
                          - key: processKey
                            header: processKey
                        steps:
                          - to: ADDRESS/WHAT?httpMethod=POST
            - route:
                id: no-WHAT
                description: calls the WHAT off
                from:
                  uri: direct:no-WHAT
                  steps:
                    - setHeader:
                        name: CamelHttpPath
                        header: processKey
                    - to: ADDRESS/WHAT?httpMethod=DELETE
            """
                .replace("WHAT", what)
                .replace("ADDRESS", partner.address()));
      }
      api.post("/api/processes/parcel", "{\"key\": \"p-1\"}").problem(404);
      Files.writeString(ROUTES.resolve("parcel.camel.yaml"), file);
      Conditions.await("the file", PICKED_UP, () -> api.get("/api/flows/parcel").status() == 200);

      String input = "{\"key\": \"p-1\", \"weight\": \"1.5\"}";
      Reply done = api.post("/api/processes/parcel", input).expect(201);
      assertThat(done.json().get("done").asText()).isEqualTo("POST /delivery");
      assertThat(done.header("Location")).isEqualTo("/api/processes/parcel/p-1");
      assertThat(api.post("/api/processes/parcel", input).expect(200).json())
          .isEqualTo(done.json());
      assertThat(partner.lines()).containsExactly("POST /pickup", "POST /delivery");
      JsonNode process = api.get("/api/processes/parcel/p-1").expect(200).json();
      assertThat(process.get("status").asText()).isEqualTo("COMPLETED");
      assertThat(process.get("result")).isEqualTo(done.json());
      assertThat(process.get("steps")).hasSize(2);

      partner.answer("POST /delivery", 409);
      partner.answer("DELETE /delivery/p-2", 404);
      JsonNode refused = api.post("/api/processes/parcel", "{\"key\": \"p-2\"}").problem(422);
      assertThat(refused.get("type").asText()).isEqualTo("urn:caravan:problem:step-refused");
      assertThat(refused.get("failedStep").asText()).isEqualTo("delivery");
      assertThat(refused.get("processStatus").asText()).isEqualTo("CANCELLED");
      assertThat(partner.lines()).endsWith("DELETE /delivery/p-2", "DELETE /pickup/p-2");

      partner.answer("POST /delivery", 503, 503, 503, 503);
      api.post("/api/processes/parcel", "{\"key\": \"p-3\"}").problem(503);

      assertThat(partner.requests())
          .allSatisfy(
              request -> {
                assertThat(request.header("Idempotency-Key")).isNotEmpty();
                assertThat(request.headers().toString()).doesNotContain("lra-coordinator");
              });
      List<String> types = new ArrayList<>();
      api.get("/api/processes/parcel/p-2/events")
          .expect(200)
          .json()
          .get("events")
          .forEach(event -> types.add(event.get("type").asText()));
      assertThat(types)
          .startsWith("ProcessAccepted", "SagaStarted")
          .contains("StepFailed", "StepCompensated")
          .contains("ProcessCancelled", "SagaCancelled");
      Conditions.await(
          "the sagas have ended",
          PICKED_UP,
          () -> api.get("/api/sagas?status=OPEN&key=p-3").json().get("sagas").isEmpty());
    }
  }
}
