package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.faults.Fault;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs flows with each of their steps in every {@link Trouble}, on the packaged application with
 * its real database and coordinator. Each case is an order or a process of its own; it must end,
 * undone wherever the trouble leaves no other way, and all that its flow says must hold. At the end
 * the journal must be whole, no saga open and nothing left that does not agree.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> endsEveryBookingWhateverHappens() {
 *   try (CrashMatrix matrix = CrashMatrix.started("bookings")) {
 *     return matrix.run(
 *         MatrixFlow.ofProcesses("my-booking", key -> "{\"key\": \"%s\"}".formatted(key))
 *             .holds((api, key, status) -> assertThat(…)));
 *   }
 * }
 * }</pre>
 */
final class CrashMatrix implements AutoCloseable {
  static final Duration END = Duration.ofSeconds(120);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] SUCCESS_OR_UNDONE = {"CONFIRMED", "COMPLETED", "CANCELLED"};

  /** More would make steps late that are not meant to be. */
  private static final int AT_ONCE = 12;

  private final CaravanProcess application;
  private final Map<String, Throwable> failures = new LinkedHashMap<>();

  private record Case(
      MatrixFlow flow, MatrixFlow.Step step, Trouble trouble, Map<String, Fault> faults) {
    String name() {
      return flow + ": " + step.endpoint().replace("direct:", "") + ": " + trouble.words();
    }

    String key() {
      return name().replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^(.{0,64}).*", "$1");
    }
  }

  private CrashMatrix(CaravanProcess application) {
    this.application = application;
  }

  /**
   * Starts the application with the flows of {@code routes}.
   *
   * @param name of its directory
   */
  static CrashMatrix started(String name) {
    return new CrashMatrix(
        CaravanProcess.started(
            CaravanProcess.prepareBy(
                UnpackedJar.withFaults(),
                name,
                "--caravan.routes-dir=" + Path.of("routes").toAbsolutePath(),
                "--caravan.api.wait=1s",
                "--caravan.saga.timeout=10s")));
  }

  /** All cases; each is over when this returns, and tells in its test what came of it. */
  Stream<DynamicTest> run(MatrixFlow... flows) {
    return run(any -> true, flows);
  }

  /** The cases of which a step, by its endpoint, may be killed. */
  Stream<DynamicTest> run(Predicate<String> killed, MatrixFlow... flows) {
    List<Case> cases = new ArrayList<>();
    for (MatrixFlow flow : flows) {
      cases.addAll(cases(flow, killed));
    }
    playAtOnce(turns(cases.stream().filter(one -> !one.trouble().kills()).toList()));
    List<Case> kills = cases.stream().filter(one -> one.trouble().kills()).toList();
    kills.forEach(one -> attempt(one.name(), () -> kill(one)));
    kills.forEach(one -> attempt(one.name(), () -> assertEnded(one)));
    String together = "all of them: the journal is whole and nothing is left open";
    attempt(together, this::assertNothingIsLeft);
    System.out.printf(
        "crash matrix of %s: %d cases, %d of them kills, %d failed%n",
        List.of(flows), cases.size(), kills.size(), failures.size());
    return Stream.concat(cases.stream().map(Case::name), Stream.of(together))
        .map(name -> DynamicTest.dynamicTest(name, () -> judge(name)));
  }

  private List<Case> cases(MatrixFlow flow, Predicate<String> killed) {
    List<MatrixFlow.Step> steps = flow.discover(application.api(), flow + "-untroubled");
    MatrixFlow.Step last = steps.get(steps.size() - 1);
    return steps.stream()
        .flatMap(
            step ->
                Stream.of(Trouble.values())
                    .filter(trouble -> !trouble.kills() || killed.test(step.endpoint()))
                    .map(
                        trouble ->
                            new Case(
                                flow, step, trouble, trouble.faults(step, last, flow.undoing()))))
        .toList();
  }

  /** What may run at once, each of it a case or several that may not. */
  private static List<List<Case>> turns(List<Case> cases) {
    Map<String, List<Case>> turns = new LinkedHashMap<>();
    for (Case one : cases) {
      String turn = one.flow().isOneAtATime() ? one.flow().toString() : one.name();
      turns.computeIfAbsent(turn, any -> new ArrayList<>()).add(one);
    }
    // the longest first
    return turns.values().stream().sorted(Comparator.comparing(turn -> -turn.size())).toList();
  }

  private void playAtOnce(List<List<Case>> turns) {
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      CompletableFuture.allOf(
              turns.stream()
                  .map(
                      turn ->
                          CompletableFuture.runAsync(
                              () -> turn.forEach(one -> attempt(one.name(), () -> play(one))),
                              callers))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      callers.shutdownNow();
    }
  }

  private void attempt(String name, Executable work) {
    try {
      work.execute();
    } catch (Throwable e) {
      synchronized (failures) {
        failures.putIfAbsent(name, e);
      }
    }
  }

  private void judge(String name) throws Throwable {
    if (failures.containsKey(name)) {
      throw failures.get(name);
    }
  }

  private void play(Case one) throws Exception {
    plan(one);
    one.flow().begin(api(), one.key());
    if (one.trouble() == Trouble.COMPENSATION_FAILS_FOR_EVER) {
      repair(one);
    }
    awaitEnd(one, "CANCELLED");
    one.flow().check(api(), one.key(), "CANCELLED");
    assertItWasTheTrouble(one);
  }

  /** Something else may have undone it first, such as the saga's time; that would show nothing. */
  private void assertItWasTheTrouble(Case one) {
    JsonNode met = api().get("/faults/" + one.key() + "/met").expect(200).json();
    assertThat(met)
        .as("endpoints whose faults came about")
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(one.faults().keySet());
  }

  private void repair(Case one) {
    // what is cancelled has nothing left to be undone, whatever its saga waits for
    awaitEnd(one, "FAILED", "CANCELLED");
    if (one.flow().status(api(), one.key()).equals(Optional.of("CANCELLED"))) {
      one.flow().check(api(), one.key(), "CANCELLED");
    }
    Conditions.await("a failed saga of " + one.name(), END, () -> hasGivenUp(one));
    api().send("DELETE", "/faults/" + one.key(), BodyPublishers.noBody()).expect(204);
    Conditions.await(
        one.name() + ": repaired",
        END,
        () -> {
          retry(one.key());
          return !hasGivenUp(one);
        });
  }

  private boolean hasGivenUp(Case one) {
    return one.flow().status(api(), one.key()).equals(Optional.of("FAILED"))
        || sagas("key=" + one.key()).findValuesAsText("status").contains("FAILED");
  }

  private JsonNode sagas(String query) {
    return api().get("/api/sagas?" + query).expect(200).json().get("sagas");
  }

  private void kill(Case one) throws Exception {
    plan(one);
    try {
      one.flow().begin(api(), one.key());
    } catch (UncheckedIOException e) {
      // the process died before it could answer
    }
    application.exitCode(END);
    application.start();
  }

  private void assertEnded(Case one) {
    awaitEnd(one, SUCCESS_OR_UNDONE);
    one.flow().check(api(), one.key(), SUCCESS_OR_UNDONE);
  }

  private void awaitEnd(Case one, String... ends) {
    Conditions.awaitAsserted(
        one.name(),
        END,
        () ->
            assertThat(one.flow().status(api(), one.key()))
                .hasValueSatisfying(status -> assertThat(status).isIn((Object[]) ends)));
  }

  private void plan(Case one) throws Exception {
    api().put("/faults/" + one.key(), JSON.writeValueAsString(one.faults())).expect(204);
  }

  /** As an operator would: of the saga, or of the messages that were set aside. */
  private void retry(String key) {
    for (JsonNode saga : sagas("key=" + key)) {
      String path = "/api/sagas/" + saga.get("sagaId").asText() + "/compensation-retry";
      api().post(path, "{\"reason\": \"what was in its way is gone\"}");
    }
    for (JsonNode dead : api().get("/api/dead-letters").expect(200).json().get("deadLetters")) {
      if (dead.get("stream").asText().endsWith(key)) {
        api().post("/api/dead-letters/" + dead.get("id").asText() + "/retry", "{}");
      }
    }
  }

  private void assertNothingIsLeft() {
    api().assertJournalIsWhole();
    for (String status : List.of("OPEN", "FAILED")) {
      Conditions.awaitAsserted(
          "no saga that is " + status,
          END,
          () -> assertThat(sagas("status=" + status)).as(status).isEmpty());
    }
    Conditions.awaitAsserted(
        "no discrepancy",
        END,
        () ->
            assertThat(
                    api().get("/api/sagas/discrepancies").expect(200).json().get("discrepancies"))
                .isEmpty());
  }

  private Api api() {
    return application.api();
  }

  @Override
  public void close() {
    application.close();
  }
}
