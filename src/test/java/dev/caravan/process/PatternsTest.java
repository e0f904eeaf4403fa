package dev.caravan.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.Process.Status;
import dev.caravan.process.ProcessEvent.ProcessSignalled;
import dev.caravan.process.Processes.Signal;
import dev.caravan.process.Processes.Start;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** What can be put together of steps, each the file of its name in {@code patterns}. */
@FlowTest
class PatternsTest {
  private static final Actor ANN = new Actor("ann", null);

  @Autowired BeanFactory beans;
  private final HttpPartner partner = new HttpPartner();
  private final String key = "k" + System.nanoTime();
  private Flows tools;
  private Processes processes;

  @BeforeEach
  void prepare() {
    tools = new Flows(beans);
    processes = tools.get(Processes.class);
  }

  @AfterEach
  void hangUp() {
    partner.close();
  }

  private void take(String pattern) throws IOException {
    take(pattern, "http://partner", "http://partner");
  }

  private void take(String pattern, String words, String others) throws IOException {
    String yaml = Files.readString(Path.of("src/test/resources/patterns", pattern + ".camel.yaml"));
    byte[] text =
        yaml.replace("http://partner", partner.address())
            .replace(words, others)
            .getBytes(StandardCharsets.UTF_8);
    tools.get(dev.caravan.routing.Flows.class).put(pattern, text, "ann", active -> true);
  }

  private Status run(String pattern, String members) throws JsonProcessingException {
    return end(start(pattern, members), pattern);
  }

  private CompletableFuture<Void> start(String pattern, String members)
      throws JsonProcessingException {
    String input = "{\"key\": \"%s\"%s}".formatted(key, members.replace('\'', '"'));
    Start accepted = processes.accept(pattern, key, new ObjectMapper().readTree(input), ANN);
    return processes.run(((Start.Accepted) accepted).process());
  }

  private Status end(CompletableFuture<Void> run, String pattern) {
    run.handle((done, error) -> null).orTimeout(30, TimeUnit.SECONDS).join();
    return processes.find(pattern, key).orElseThrow().status();
  }

  private Signal signal(String name, String data) throws JsonProcessingException {
    return processes.signal("signal", key, name, new ObjectMapper().readTree(data), ANN);
  }

  private void awaitCall(String line) {
    await().atMost(Duration.ofSeconds(20)).until(() -> partner.lines().contains(line));
  }

  @Test
  void runsStepsAtOnce() throws IOException {
    take("parallel");

    assertThat(run("parallel", "")).isEqualTo(Status.COMPLETED);

    assertThat(partner.lines()).containsExactlyInAnyOrder("POST /room", "POST /table");
  }

  @Test
  void undoesAllStepsThatRanAtOnceWhereTheFirstOfThemRefuses() throws IOException {
    take("parallel");
    partner.answer("POST /room", 409);
    // still at it when the other has refused
    partner.answer("POST /table", 503, 503);

    assertThat(run("parallel", "")).isEqualTo(Status.CANCELLED);

    assertThat(partner.requests("POST /table")).hasSize(3);
    assertThat(partner.lines().subList(4, 6))
        .containsExactlyInAnyOrder("DELETE /room", "DELETE /table");
  }

  @Test
  void undoesTheBranchThatWasTakenAlone() throws IOException {
    take("choice");
    partner.answer("POST /invoice", 402);

    assertThat(run("choice", ", 'express': true")).isEqualTo(Status.CANCELLED);

    assertThat(partner.lines())
        .containsExactly("POST /express", "POST /invoice", "DELETE /express");
  }

  @Test
  void takesTheOtherBranch() throws IOException {
    take("choice");

    assertThat(run("choice", "")).isEqualTo(Status.COMPLETED);

    assertThat(partner.lines()).containsExactly("POST /mail", "POST /invoice");
  }

  @Test
  void undoesEachPassOfALoopWithItsOwnValues() throws IOException {
    take("loop");
    partner.answer("PUT /seats/cyd", 409);

    assertThat(
            run(
                "loop",
                ", 'passengers': [{'name':'ann'},{'name':'bob'},{'name':'cyd'},{'name':'dan'}]"))
        .isEqualTo(Status.CANCELLED);

    assertThat(partner.lines())
        .containsExactly(
            "PUT /seats/ann",
            "PUT /seats/bob",
            "PUT /seats/cyd",
            "DELETE /seats/cyd",
            "DELETE /seats/bob",
            "DELETE /seats/ann");
    assertThat(partner.requests().stream().map(r -> r.header("Idempotency-Key")).distinct())
        .hasSize(6);
    assertThat(partner.requests().get(0).body()).contains("ann");
  }

  @Test
  void undoesWhatAFlowWithinAFlowHasDone() throws IOException {
    take("loop");
    take("nested");
    partner.answer("POST /hotel", 409);

    assertThat(run("nested", ", 'passengers': [{'name':'ann'}]")).isEqualTo(Status.CANCELLED);

    assertThat(partner.lines())
        .containsExactly("PUT /seats/ann", "POST /hotel", "DELETE /seats/ann");
  }

  @Test
  void callsAStepUntilItWorksOnceTheOthersAreDone() throws IOException {
    take("forward");
    partner.answer("POST /insurance", 503, 503, 503);

    assertThat(run("forward", "")).isEqualTo(Status.COMPLETED);
    for (int i = 0; i < 3; i++) {
      tools.coordinator().recover(tools.coordinator().sagaOf(key));
    }

    assertThat(partner.lines())
        .containsExactly(
            "POST /car",
            "POST /insurance",
            "POST /insurance",
            "POST /insurance",
            "POST /insurance");
  }

  @Test
  void leavesOutWhatWasToHappenInAnyCaseWhereTheOthersAreUndone() throws IOException {
    take("forward");
    partner.answer("POST /car", 409);

    assertThat(run("forward", "")).isEqualTo(Status.CANCELLED);

    assertThat(partner.lines()).containsExactly("POST /car", "DELETE /car");
  }

  @Test
  void goesOnWithWhatCameWithTheSignal() throws IOException {
    take("signal");
    CompletableFuture<Void> run = start("signal", "");
    awaitCall("POST /hold");

    assertThat(signal("other", "{}")).isEqualTo(new Signal.Taken());
    assertThat(run).isNotDone();
    assertThat(signal("approved", "{\"by\": \"ann\"}")).isEqualTo(new Signal.Taken());

    assertThat(end(run, "signal")).isEqualTo(Status.COMPLETED);
    assertThat(partner.lines()).containsExactly("POST /hold", "POST /booking");
    Process process = processes.find("signal", key).orElseThrow();
    assertThat(process.result()).isEqualTo(new ObjectMapper().readTree("{\"by\": \"ann\"}"));
    assertThat(tools.stream(Processes.stream(process)))
        .filteredOn(event -> event.type().equals("ProcessSignalled"))
        .extracting(RecordedEvent::actor)
        .containsExactly("ann", "ann");
  }

  @Test
  void countsASignalOnce() throws IOException {
    take("signal");
    CompletableFuture<Void> run = start("signal", "");

    assertThat(signal("approved", "{\"n\": 1.0}")).isEqualTo(new Signal.Taken());
    assertThat(signal("approved", "{\"n\": 1}")).isEqualTo(new Signal.Taken());
    assertThat(signal("approved", "{\"n\": 2}")).isEqualTo(new Signal.OtherContent());

    assertThat(end(run, "signal")).isEqualTo(Status.COMPLETED);
    assertThat(signal("approved", "{\"n\": 1}")).isEqualTo(new Signal.Taken());
    assertThat(signal("late", "{}")).isInstanceOf(Signal.Ended.class);
    assertThat(processes.signal("signal", "nobody", "approved", new TextNode("x"), ANN))
        .isEqualTo(new Signal.NoProcess());
  }

  @Test
  void goesOnWhereTheSignalWasGivenToAnotherProcessOfCaravan() throws IOException {
    take("signal");
    CompletableFuture<Void> run = start("signal", "");
    awaitCall("POST /hold");

    // what the other one does: its event and the count in one transaction, and no word to this one
    tools
        .get(ProcessLog.class)
        .append(
            new ProcessId("signal", key),
            ANN,
            process -> Optional.of(new ProcessSignalled("approved", new TextNode("yes"))));

    assertThat(end(run, "signal")).isEqualTo(Status.COMPLETED);
  }

  @Test
  void undoesWhatWasDoneWhereTheSignalDoesNotCome() throws IOException {
    take("signal", "constant: 5m", "constant: 400ms");

    assertThat(run("signal", "")).isEqualTo(Status.CANCELLED);

    assertThat(partner.lines()).containsExactly("POST /hold", "DELETE /hold");
    assertThat(processes.find("signal", key).orElseThrow().failure())
        .extracting(Failure::detail)
        .isEqualTo("the signal approved did not come in time");
  }

  @Test
  void givesTheWholeTheTimeThatItsBlockSays() throws IOException {
    take("signal");
    start("signal", "");
    awaitCall("POST /hold");

    assertThat(tools.coordinator().timeLimit(tools.coordinator().sagaOf(key)))
        .isEqualTo(Duration.ofMinutes(10));
    ProcessRecovery recovery = tools.get(ProcessRecovery.class);
    for (int minute = 0; minute < 9; minute++) {
      OpenFor.aMinuteMore(tools, "signal");
    }
    recovery.sweep();
    assertThat(signal("approved", "{}")).as("not swept away").isEqualTo(new Signal.Taken());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void waitsNeitherLongerNorLessWhereTheClockIsMoved(int hours) throws IOException {
    take("signal");
    CompletableFuture<Void> run = start("signal", "");
    awaitCall("POST /hold");

    tools.clock().setAhead(Duration.ofHours(hours));
    tools.get(Signals.class).look();

    assertThat(signal("approved", "{}")).isEqualTo(new Signal.Taken());
    assertThat(end(run, "signal")).isEqualTo(Status.COMPLETED);
  }

  @Test
  void waitsForATimeWithoutAThread() throws IOException {
    take("time");

    assertThat(run("time", "")).isEqualTo(Status.COMPLETED);

    List<Request> calls = partner.requests();
    assertThat(partner.lines()).containsExactly("POST /room", "POST /cab");
    assertThat(Duration.between(calls.get(0).at(), calls.get(1).at()))
        .isGreaterThan(Duration.ofMillis(250));
  }
}
