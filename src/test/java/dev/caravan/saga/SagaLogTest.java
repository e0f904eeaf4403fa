package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Snapshots;
import dev.caravan.journal.TableChange;
import dev.caravan.order.Failure;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepFailed;
import dev.caravan.saga.SagaEvent.StepStarted;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.IdGenerator;

class SagaLogTest {
  private static final Failure FAILURE = new Failure("payment.charge", "payment-declined", "no");

  private static DomainContext context;

  private final SagaLog log = newLog();
  private String saga;

  @BeforeAll
  static void start() {
    context = DomainContext.with(SagaLeases.class, OwnerFile.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void aSaga() {
    saga = "0_ffff_" + UUID.randomUUID();
    begin(saga);
  }

  private void begin(String id) {
    TableChange opening = context.get(SagaLeases.class).opening(id, "NW-1", Duration.ofSeconds(30));
    log.begin(id, List.of(new SagaStarted("NW-1", "order-fulfilment")), opening);
  }

  /** As in another process, or in this one after a restart: it has nothing in memory. */
  private static SagaLog newLog() {
    return new SagaLog(
        context.get(EventAppender.class),
        context.get(Snapshots.class),
        context.get(Clock.class),
        context.get(IdGenerator.class),
        new SimpleMeterRegistry());
  }

  private static StepStarted step(String id) {
    return new StepStarted(id, "step-" + id, "direct:undo", null, Map.of(), id);
  }

  private static StepStarted step(String id, String compensation) {
    return new StepStarted(id, "step-" + id, compensation, null, Map.of(), id);
  }

  @Test
  void isUndoneSinceAStepWhereAllIsThatItEncloses() {
    StepStarted around = step("around", "direct:process-cancel");
    StepStarted flow = step("flow", "direct:cancel");
    StepStarted again = step("again", "direct:cancel");
    Saga before =
        log.append(
            saga,
            known ->
                List.of(around, flow, step("a", "direct:undo"), again, step("b", "direct:undo")));
    assertThat(before).returns(false, s -> s.isUndoneSince(again));

    Saga half = log.append(saga, known -> List.of(new StepCompensated("b")));
    assertThat(half)
        .as("what the first run of its flow began counts")
        .returns(false, s -> s.isUndoneSince(again));

    Saga after = log.append(saga, known -> List.of(new StepCompensated("a")));
    assertThat(after)
        .returns(true, s -> s.isUndoneSince(again))
        .returns(true, s -> s.isUndoneSince(flow))
        .returns(false, s -> s.isUndoneSince(around));
  }

  @Test
  void learnsWhatAnotherProcessDidWhereItIsAskedToWaitOrHasNothingToAdd() {
    log.append(saga, known -> List.of(step("flow", "direct:cancel"), step("a", "direct:undo")));
    newLog().append(saga, known -> List.of(new StepFailed(FAILURE), new StepCompensated("a")));

    assertThatCode(() -> new SagaEnds(log).requireUndone(saga, "flow")).doesNotThrowAnyException();
    assertThat(log.find(saga).compensated()).containsExactly("a");

    newLog().append(saga, known -> List.of(new StepCompensated("flow"), new SagaCancelled()));
    log.append(saga, known -> known.isOpen() ? List.of(new SagaClosed()) : List.of());
    assertThat(log.find(saga).status()).isEqualTo(Saga.Status.CANCELLED);
  }

  @Test
  void isTheSameAfterARestart() {
    log.append(saga, known -> List.of(step("a"), step("b")));
    log.append(saga, known -> List.of(new StepFailed(FAILURE), new StepCompensated("b")));
    log.append(saga, known -> List.of(new CompensationFailed("a", 1, "broken", false)));

    assertThat(newLog().find(saga))
        .isEqualTo(log.find(saga))
        .returns(FAILURE, Saga::failure)
        .returns(6L, Saga::version)
        .returns(true, Saga::isOpen)
        .returns(1, s -> s.attempts("a"))
        .returns(0, s -> s.attempts("b"))
        .returns(true, s -> s.isUndoneBut("a"))
        .returns(false, s -> s.isUndoneBut("b"));
    assertThat(newLog().find(saga).steps().keySet()).containsExactly("a", "b");
  }

  @Test
  void seesWhatAnotherProcessWroteMeanwhile() {
    newLog().append(saga, known -> List.of(step("elsewhere")));

    Saga after = log.append(saga, known -> List.of(step("here")));

    assertThat(after.steps()).containsOnlyKeys("elsewhere", "here");
    assertThat(after.version()).isEqualTo(3);
  }

  @Test
  void decidesAnewWhereAnotherProcessWasFaster() {
    log.append(saga, known -> List.of(step("a")));
    newLog().append(saga, known -> List.of(new SagaClosed()));

    log.append(saga, known -> known.isOpen() ? List.of(new SagaClosed()) : List.of());

    assertThat(types()).containsExactly("SagaStarted", "StepStarted", "SagaClosed");
  }

  @Test
  void losesNothingWhereManyWriteAtOnce() throws Exception {
    List<SagaLog> logs = List.of(log, newLog(), newLog());

    List<Object> outcomes =
        Concurrently.run(
            12,
            i ->
                () ->
                    logs.get(i % logs.size())
                        .append(saga, known -> List.of(step(String.valueOf(i)))));

    assertThat(outcomes).hasOnlyElementsOfType(Saga.class);
    assertThat(newLog().find(saga).steps()).hasSize(12);
  }

  @Test
  void writesNothingWhereNothingFollows() {
    Saga after = log.append(saga, known -> List.of());

    assertThat(after.version()).isEqualTo(1);
    assertThat(types()).containsExactly("SagaStarted");
  }

  @Test
  void anUnknownSagaHasNoSteps() {
    assertThat(log.find("0_unknown")).returns(Map.of(), Saga::steps).returns(0L, Saga::version);
  }

  @Test
  void aCompensationThatGaveUpEndsTheSagaAsFailed() {
    log.append(saga, known -> List.of(step("a"), new CompensationFailed("a", 10, "broken", true)));

    assertThat(log.find(saga).status()).isEqualTo(Saga.Status.FAILED);
  }

  @Test
  void aLongSagaIsTheSameFromItsSnapshot() throws IOException {
    String id = "0_ffff_long";
    begin(id);
    log.append(id, known -> List.of(step("a"), step("b"), step("c")));
    log.append(id, known -> List.of(new StepFailed(FAILURE), new StepCompensated("c")));
    while (log.find(id).version() < 104) {
      log.append(
          id,
          known -> List.of(new CompensationFailed("b", known.attempts("b") + 1, "broken", false)));
    }
    await().untilAsserted(() -> assertThat(snapshots(id)).hasSize(1));

    Saga fromSnapshot = newLog().find(id);
    assertThat(fromSnapshot).isEqualTo(log.find(id));
    assertThat(fromSnapshot.steps().keySet()).containsExactly("a", "b", "c");

    // whoever changes what is kept, or what events are folded into, has to raise the version
    assertThat(snapshots(id).get(0) + "\n")
        .isEqualTo(
            Files.readString(
                Path.of(
                    "src/test/resources/snapshots/saga.v"
                        + new SagaFold().schemaVersion()
                        + ".json")));
  }

  @Test
  void foldsASagaOf10000Steps() {
    List<SagaEvent> events = new ArrayList<>(List.of(new SagaStarted("NW-1", "f")));
    for (int i = 0; i < 10_000; i++) {
      events.add(step("step-" + i));
    }
    for (int i = 0; i < 10_000; i++) {
      events.add(new StepCompensated("step-" + i));
    }

    Saga after = Saga.unknown("0_ffff_huge").after(events);

    assertThat(after.version()).isEqualTo(20_001);
    assertThat(after.isUndoneBut("none")).isTrue();
    assertThat(after.steps().keySet()).startsWith("step-0", "step-1").endsWith("step-9999");
  }

  @Test
  void leavesTheSagaAsItWasThatAnotherFollows() {
    Saga before = log.append(saga, known -> List.of(step("a"), step("b")));
    Saga same = newLog().find(saga);

    Saga after = log.append(saga, known -> List.of(step("c"), new StepCompensated("a")));

    assertThat(before).isEqualTo(same).isNotEqualTo(after);
  }

  private static List<String> snapshots(String saga) {
    return context
        .jdbc()
        .queryForList(
            "select state::text from journal.snapshot where stream_id = ?",
            String.class,
            "saga-" + saga);
  }

  private List<String> types() {
    return context.get(EventReader.class).readStream("saga-" + saga).stream()
        .map(RecordedEvent::type)
        .toList();
  }
}
