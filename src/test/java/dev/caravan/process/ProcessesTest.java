package dev.caravan.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.Process.Status;
import dev.caravan.process.Processes.Start;
import dev.caravan.saga.FlowRevisions;
import dev.caravan.saga.OpenSagas;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.HttpPartner;
import dev.caravan.testing.HttpPartner.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Processes on the real routes and database, their HTTP steps at a real server. */
@FlowTest
class ProcessesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Actor ANN = new Actor("ann", null);

  /** Two bookings elsewhere, each undone by DELETE of the process's key. */
  private static final String BOOKINGS =
      """
      - route:
          id: NAME
          description: Books a flight and a hotel elsewhere
          from:
            uri: direct:NAME
            steps:
              - to: direct:NAME-flight
              - to: direct:NAME-hotel
      """
          + booking("flight")
          + booking("hotel");

  @Autowired BeanFactory beans;
  private final HttpPartner partner = new HttpPartner();
  private Flows tools;
  private Processes processes;
  private String name;

  private static String booking(String what) {
    return """
    - route:
        id: NAME-%1$s
        description: books it
        from:
          uri: direct:NAME-%1$s
          steps:
            - saga:
                propagation: MANDATORY
                compensation: direct:NAME-no-%1$s
                option:
                  - key: processKey
                    header: processKey
                steps:
                  - to: ADDRESS/%1$s?httpMethod=POST
    - route:
        id: NAME-no-%1$s
        description: cancels it
        from:
          uri: direct:NAME-no-%1$s
          steps:
            - setHeader:
                name: CamelHttpPath
                header: processKey
            - to: ADDRESS/%1$s?httpMethod=DELETE
    """
        .formatted(what);
  }

  @BeforeEach
  void prepare() {
    tools = new Flows(beans);
    processes = tools.get(Processes.class);
    name = "p" + System.nanoTime();
  }

  @AfterEach
  void hangUp() {
    partner.close();
  }

  private void take(String flow, String yaml) {
    byte[] text =
        yaml.replace("NAME", flow)
            .replace("ADDRESS", partner.address())
            .getBytes(StandardCharsets.UTF_8);
    tools.get(dev.caravan.routing.Flows.class).put(flow, text, "ann", active -> true);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Process accept(String flow, String key, JsonNode input) {
    return ((Start.Accepted) processes.accept(flow, key, input, ANN)).process();
  }

  /** Runs a process to its end. */
  private Process run(String flow, String key, String input) {
    CompletableFuture<Void> saga = processes.run(accept(flow, key, json(input)));
    saga.handle((done, error) -> null).orTimeout(30, TimeUnit.SECONDS).join();
    return processes.find(flow, key).orElseThrow();
  }

  private List<String> types(String stream) {
    return tools.stream(stream).stream().map(RecordedEvent::type).toList();
  }

  private List<String> events(Process process) {
    return types(Processes.stream(process));
  }

  @Test
  void booksATravelFromItsFileAlone() throws IOException {
    take("travel-booking", Files.readString(Path.of("routes/travel-booking.camel.yaml")));
    String key = "T-" + name;

    Process process =
        run(
            "travel-booking",
            key,
            "{'key': '%s', 'flight': {'to': 'Paris'}, 'hotel': {'city': 'Reims'}, 'car': {'class': 'B'}}"
                .formatted(key));

    assertThat(process.status()).isEqualTo(Status.COMPLETED);
    assertThat(process.result())
        .isEqualTo(json("{'key': '%s', 'booked': ['Paris', 'Reims', 'B']}".formatted(key)));
    assertThat(events(process))
        .containsExactly(
            "ProcessAccepted", "ProcessStarted", "ProcessAnswered", "ProcessCompleted");
    assertThat(types("flight-" + key)).containsExactly("FlightBooked");
    assertThat(json(tools.stream("flight-" + key).get(0).data()))
        .isEqualTo(json("{'to': 'Paris'}"));
    assertThat(types("car-" + key)).containsExactly("CarBooked");
    assertThat(types("saga-" + process.sagaId())).endsWith("SagaClosed");
    assertThat(tools.stream("saga-" + process.sagaId()).get(0).data())
        .contains("\"key\":\"" + key + "\"", "\"flow\":\"travel-booking\"");
  }

  @Test
  void undoesATravelOfWhichAStepRefuses() throws IOException {
    take("travel-booking", Files.readString(Path.of("routes/travel-booking.camel.yaml")));
    String key = "T-" + name;

    Process process =
        run(
            "travel-booking",
            key,
            "{'key': '%s', 'flight': {'to': 'Paris'}, 'hotel': {'city': 'Atlantis'}}"
                .formatted(key));

    assertThat(process.status()).isEqualTo(Status.CANCELLED);
    assertThat(process.result()).isNull();
    assertThat(process.failure())
        .isEqualTo(new Failure("book-hotel", "step-refused", "no hotel has a room in Atlantis"));
    assertThat(types("flight-" + key)).containsExactly("FlightBooked", "FlightCancelled");
    assertThat(types("car-" + key)).isEmpty();
    assertThat(events(process))
        .containsExactly("ProcessAccepted", "ProcessStarted", "ProcessCancelled");
    assertThat(types("saga-" + process.sagaId())).endsWith("SagaCancelled");
  }

  @Test
  void givesHttpStepsTheirKeysAndNothingThatSteersTheSaga() {
    take(name, BOOKINGS);

    Process process = run(name, "k1", "{'key': 'k1', 'n': 1.10}");

    assertThat(process.status()).isEqualTo(Status.COMPLETED);
    assertThat(process.result()).isEqualTo(json("{'done': 'POST /hotel'}"));
    assertThat(partner.lines()).containsExactly("POST /flight", "POST /hotel");
    Request flight = partner.requests().get(0);
    Request hotel = partner.requests().get(1);
    assertThat(flight.body()).isEqualTo(process.input().toString());
    assertThat(flight.header("Content-Type")).startsWith("application/json");
    assertThat(List.of(flight.header("Caravan-Saga"), hotel.header("Caravan-Saga")))
        .containsOnly(process.sagaId());
    assertThat(flight.header("Idempotency-Key"))
        .startsWith(process.sagaId() + ":")
        .isNotEqualTo(hotel.header("Idempotency-Key"));
    assertThat(partner.requests())
        .allSatisfy(
            request ->
                assertThat(request.headers().toString())
                    .doesNotContainIgnoringCase("long-running-action")
                    .doesNotContain("lra-coordinator"));
  }

  @Test
  void triesAgainWhereAnHttpStepDoesNotAnswerAndKeepsItsKey() {
    take(name, BOOKINGS);
    partner.answer("POST /hotel", 503, 0, 429);

    Process process = run(name, "k1", "{'key': 'k1'}");

    assertThat(process.status()).isEqualTo(Status.COMPLETED);
    List<Request> hotel = partner.requests("POST /hotel");
    assertThat(hotel).hasSize(4);
    assertThat(hotel.stream().map(r -> r.header("Idempotency-Key")).distinct()).hasSize(1);
    assertThat(hotel.stream().map(Request::body).distinct()).hasSize(1);
    assertThat(partner.requests("POST /flight")).hasSize(1);
  }

  @Test
  void undoesWhatWasDoneWhereAnHttpStepRefuses() {
    take(name, BOOKINGS);
    partner.answer("POST /hotel", 409);
    // it was never booked there
    partner.answer("DELETE /hotel/k1", 404);

    Process process = run(name, "k1", "{'key': 'k1'}");

    assertThat(process.status()).isEqualTo(Status.CANCELLED);
    assertThat(process.failure())
        .isEqualTo(new Failure(name + "-hotel", "step-refused", "answered 409"));
    assertThat(partner.lines())
        .containsExactly("POST /flight", "POST /hotel", "DELETE /hotel/k1", "DELETE /flight/k1");
    assertThat(partner.requests().stream().map(r -> r.header("Idempotency-Key")).distinct())
        .hasSize(4);
  }

  @Test
  void undoesWhatWasDoneWhereAnHttpStepStaysAway() {
    take(name, BOOKINGS);
    partner.answer("POST /hotel", 500, 502, 0, 503);

    Process process = run(name, "k1", "{'key': 'k1'}");

    assertThat(process.status()).isEqualTo(Status.CANCELLED);
    assertThat(partner.requests("POST /hotel")).hasSize(4);
    assertThat(process.failure())
        .isEqualTo(new Failure(name + "-hotel", "step-unavailable", "answered 503"));
    assertThat(partner.lines()).endsWith("DELETE /hotel/k1", "DELETE /flight/k1");
  }

  @Test
  void callsACompensationAgainWithTheSameKey() {
    take(name, BOOKINGS);
    partner.answer("POST /hotel", 409);
    partner.answer("DELETE /flight/k9", 500);

    Process undoing = run(name, "k9", "{'key': 'k9'}");
    assertThat(undoing.status()).as("waits for the flight").isEqualTo(Status.RUNNING);
    assertThat(processes.failure(undoing)).map(Failure::detail).contains("answered 409");
    tools.coordinator().recover(tools.coordinator().sagaOf("k9"));

    assertThat(processes.find(name, "k9").orElseThrow().status()).isEqualTo(Status.CANCELLED);
    assertThat(
            partner.requests("DELETE /flight/k9").stream()
                .map(r -> r.header("Idempotency-Key"))
                .distinct())
        .hasSize(1);
  }

  @Test
  void needsAnOperatorWhereACompensationGivesUp() {
    take(name, BOOKINGS);
    partner.answer("POST /hotel", 409);
    partner.answer("DELETE /flight/k2", 500, 500, 500, 500, 500, 500, 500, 500, 500, 500);

    run(name, "k2", "{'key': 'k2'}");
    for (int i = 0; i < 10; i++) {
      tools.coordinator().recover(tools.coordinator().sagaOf("k2"));
    }

    Process failed = processes.find(name, "k2").orElseThrow();
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    assertThat(failed.failure()).extracting(Failure::type).isEqualTo("compensation-failed");
  }

  @Test
  void knowsAProcessAgainByItsKeyAndContent() {
    take(name, BOOKINGS);
    run(name, "k3", "{'key': 'k3', 'n': 1.10}");

    assertThat(processes.accept(name, "k3", json("{'n': 1.1, 'key': 'k3'}"), ANN))
        .isInstanceOfSatisfying(
            Start.Known.class,
            known -> assertThat(known.process().status()).isEqualTo(Status.COMPLETED));
    assertThat(processes.accept(name, "k3", json("{'key': 'k3', 'n': 2}"), ANN))
        .isInstanceOf(Start.OtherContent.class);
    assertThat(processes.accept("no-such-flow", "k3", json("{'key': 'k3'}"), ANN))
        .isInstanceOf(Start.NoFlow.class);
    assertThat(processes.accept("order-fulfilment", "k3", json("{'key': 'k3'}"), ANN))
        .as("takes orders")
        .isInstanceOf(Start.NoFlow.class);
    assertThat(partner.requests()).hasSize(2);
  }

  @Test
  void cancelsAProcessThatACrashLeftBehindBeforeItsSaga() {
    take(name, BOOKINGS);
    accept(name, "k4", json("{'key': 'k4'}"));
    assertThat(tools.get(OpenSagas.class).byRevision())
        .containsEntry(name, java.util.Map.of(1, 1L));

    tools.get(ProcessRecovery.class).sweep();
    assertThat(processes.find(name, "k4").orElseThrow().status()).isEqualTo(Status.RUNNING);
    OpenFor.aMinuteMore(tools, name);
    tools.get(ProcessRecovery.class).sweep();

    assertThat(processes.find(name, "k4").orElseThrow().status()).isEqualTo(Status.CANCELLED);
    assertThat(tools.get(OpenSagas.class).byRevision()).doesNotContainKey(name);
  }

  @Test
  void cancelsAProcessWhoseTimeRanOutAndUndoesItsSteps() {
    take(name, BOOKINGS);
    tools.coordinator().letTimeRunOut();

    Process process = run(name, "k5", "{'key': 'k5'}");

    assertThat(process.status()).isEqualTo(Status.CANCELLED);
    assertThat(process.failure()).extracting(Failure::step).isEqualTo("saga");
    assertThat(partner.lines()).endsWith("DELETE /hotel/k5", "DELETE /flight/k5");
  }

  @Test
  void cancelsAProcessWhoseCoordinatorIsAway() {
    take(name, BOOKINGS);
    tools.coordinator().goAway();

    Process process = run(name, "k6", "{'key': 'k6'}");

    assertThat(process.status()).isEqualTo(Status.CANCELLED);
    assertThat(process.failure()).extracting(Failure::type).isEqualTo("step-unavailable");
    assertThat(partner.requests()).isEmpty();
  }

  @Test
  void endsAProcessOnTheRevisionOnWhichItBegan() {
    take(name, BOOKINGS);
    Process first = accept(name, "k7", json("{'key': 'k7'}"));
    take(name, BOOKINGS.replace("ADDRESS/hotel?", "ADDRESS/inn?"));
    assertThat(tools.get(FlowRevisions.class).forProcesses()).containsEntry(name, 2);

    processes.run(first).join();
    run(name, "k8", "{'key': 'k8'}");

    assertThat(partner.lines())
        .containsExactly("POST /flight", "POST /hotel", "POST /flight", "POST /inn");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> tools.get(OpenSagas.class).byRevision().get(name) == null);
  }
}
