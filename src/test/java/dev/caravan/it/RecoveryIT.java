package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How long a start takes to end what the last process left open: sagas, and orders whose saga had
 * not begun. Their own time is ten minutes. One order's flow wants it taken forward. {@code
 * -Drecovery.sagas=1000} is for the figure in the README.
 */
class RecoveryIT {
  private static final int SAGAS = Integer.getInteger("recovery.sagas", 50);

  /**
   * Orders under way in a process, beside the one that is to be taken forward; more wait for their
   * turn.
   */
  private static final int UNDER_WAY = 63;

  private static final int WAITING = 10;
  private static final Path ROUTES = Path.of("target", "it", "recovery-routes").toAbsolutePath();
  private static final Duration BEGIN = Duration.ofSeconds(120);

  /** Of a start, however slow the machine is, and of the ends. */
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private static final String FLOW =
      """
      - route:
          id: hold
          description: Holds a room until somebody approves of it
          from:
            uri: direct:hold
            steps:
              - saga:
                  timeout: 10m
                  compensation: none
                  steps:
                    - to: direct:hold-room
                    - setHeader:
                        name: signal
                        constant: approved
                    - to: direct:await-signal
      - route:
          id: hold-room
          description: Holds the room
          from:
            uri: direct:hold-room
            steps:
              - saga:
                  propagation: MANDATORY
                  compensation: direct:release-room
                  option:
                    - key: processKey
                      header: processKey
                  steps:
                    - setHeader:
                        name: CamelJournalKey
                        header: processKey
                    - setBody:
                        constant: "{}"
                    - to: journal:room?type=RoomHeld
      - route:
          id: release-room
          description: Releases the room
          from:
            uri: direct:release-room
            steps:
              - setHeader:
                  name: CamelJournalKey
                  header: processKey
              - setBody:
                  constant: "{}"
              - to: journal:room?type=RoomReleased
      """;

  private static final String ORDER_FLOW =
      """
      - route:
          id: hold-order
          group: order-flow
          description: Takes an order in and does nothing for it
          from:
            uri: direct:hold-order
            steps:
              - saga:
                  timeout: 10m
                  compensation: direct:order-cancel
                  completion: direct:order-confirm
                  option:
                    - key: orderId
                      header: orderId
                  steps:
                    - delay:
                        constant: "600000"
      """;

  /** Stands still in its first run alone: in a second one the order has stock already. */
  private static final String FORWARD_FLOW =
      """
      - route:
          id: forward-order
          group: order-flow
          description: Reserves stock, stands still and goes on
          from:
            uri: direct:forward-order
            steps:
              - saga:
                  timeout: 10m
                  compensation: direct:order-cancel
                  completion: direct:order-confirm
                  option:
                    - key: orderId
                      header: orderId
                    - key: recovery
                      constant: forward
                  steps:
                    - to: "{{caravan.step.inventory.reserve}}"
                    - choice:
                        when:
                          - simple: "${body.status} == 'PLACED'"
                            steps:
                              - delay:
                                  constant: "600000"
                    - to: "{{caravan.step.payment.charge}}"
                    - to: "{{caravan.step.shipping.schedule}}"
      """;

  @Test
  void endsWhatTheLastProcessLeftOpenWithoutWaitingForItsTime() throws Exception {
    Files.createDirectories(ROUTES);
    Files.writeString(ROUTES.resolve("hold.camel.yaml"), FLOW);
    Files.writeString(ROUTES.resolve("hold-order.camel.yaml"), ORDER_FLOW);
    Files.writeString(ROUTES.resolve("forward-order.camel.yaml"), FORWARD_FLOW);
    Files.copy(
        Path.of("routes", "order-fulfilment.camel.yaml"),
        ROUTES.resolve("order-fulfilment.camel.yaml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (CaravanProcess application =
        CaravanProcess.started(
            "recovery",
            "--caravan.routes-dir=" + ROUTES,
            "--caravan.api.max-open=" + (SAGAS + 100))) {
      Api api = application.api();
      begin(SAGAS, i -> begin(api, "R-" + i));
      Counts counts = new Counts(api);
      place(api, "F-1", "forward-order");
      Conditions.await("stock is reserved", BEGIN, () -> counts.of("StockReserved") == 1);
      begin(UNDER_WAY + WAITING, i -> place(api, "O-" + i, "hold-order"));
      Conditions.await("rooms are held", BEGIN, () -> counts.of("RoomHeld") == SAGAS);
      Conditions.await(
          "orders are under way", BEGIN, () -> counts.of("SagaStarted") == SAGAS + UNDER_WAY + 1);
      application.kill();

      Instant launched = Instant.now();
      application.start();
      Instant ready = Instant.now();
      // the oldest come first; whoever reads the journal meanwhile takes time that they need
      Conditions.await("the last one's end", RECOVERY, () -> isCancelled(api, "R-" + (SAGAS - 1)));
      Conditions.await(
          "the ends",
          RECOVERY,
          () ->
              counts.of("ProcessCancelled") == SAGAS
                  && counts.of("OrderCancelled") == UNDER_WAY + WAITING
                  && counts.of("OrderConfirmed") == 1);

      Conditions.await(
          "a timeline that tells of the second run",
          RECOVERY,
          () ->
              api.get("/api/orders/F-1/timeline")
                  .expect(200)
                  .body()
                  .contains("saga taken forward: its flow runs again from its beginning"));

      System.out.printf(
          "%d open sagas and %d orders: the last ended %.1f s after the start, which took %.1f s%n",
          SAGAS,
          UNDER_WAY + WAITING + 1,
          seconds(launched, counts.lastEnd),
          seconds(launched, ready));
      assertThat(counts.all())
          .containsEntry("RoomReleased", SAGAS)
          .containsEntry("SagaStarted", SAGAS + UNDER_WAY + 1)
          .containsEntry("SagaOrphaned", SAGAS + UNDER_WAY)
          .containsEntry("SagaCancelled", SAGAS + UNDER_WAY)
          .containsEntry("SagaResumed", 1)
          .containsEntry("SagaClosed", 1)
          .containsEntry("StockReserved", 1)
          .containsEntry("PaymentCharged", 1)
          .containsEntry("ShipmentScheduled", 1)
          .doesNotContainKeys("StepFailed", "StockReleased", "CompensationFailed");
    }
  }

  private static boolean isCancelled(Api api, String key) {
    JsonNode process = api.get("/api/processes/hold/" + key).expect(200).json();
    return process.get("status").asText().equals("CANCELLED");
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }

  private static void begin(int many, IntConsumer one) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      for (Future<?> begun :
          callers.invokeAll(
              IntStream.range(0, many)
                  .mapToObj(i -> Executors.callable(() -> one.accept(i)))
                  .toList())) {
        begun.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static void begin(Api api, String key) {
    api.post("/api/processes/hold", "{\"key\": \"" + key + "\"}", "Prefer", "respond-async")
        .expect(202);
  }

  private static void place(Api api, String orderId, String flow) {
    api.place(
            OrderJson.order(orderId).flow(flow).item("NW-011", 1, "1.05"),
            "Prefer",
            "respond-async")
        .expect(202);
  }

  /** How many events of each type there are; reads on where it has stopped. */
  private static final class Counts {
    private static final Set<String> ENDS =
        Set.of("SagaCancelled", "ProcessCancelled", "OrderCancelled", "OrderConfirmed");

    private final Api api;
    private final Map<String, Integer> types = new TreeMap<>();
    private Instant lastEnd = Instant.MIN;
    private long last;

    private Counts(Api api) {
      this.api = api;
    }

    int of(String type) {
      return all().getOrDefault(type, 0);
    }

    Map<String, Integer> all() {
      while (true) {
        JsonNode page = api.get("/api/journal?limit=100&after=" + last).expect(200).json();
        if (page.get("events").isEmpty()) {
          return types;
        }
        page.get("events").forEach(this::count);
        last = page.get("last").asLong();
      }
    }

    private void count(JsonNode event) {
      String type = event.get("type").asText();
      types.merge(type, 1, Integer::sum);
      Instant at = Instant.parse(event.get("occurredAt").asText());
      if (ENDS.contains(type) && at.isAfter(lastEnd)) {
        lastEnd = at;
      }
    }
  }
}
