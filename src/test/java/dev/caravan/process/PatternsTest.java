package dev.caravan.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.order.Actor;
import dev.caravan.process.Process.Status;
import dev.caravan.process.Processes.Start;
import dev.caravan.testing.FlowTest;
import dev.caravan.testing.Flows;
import dev.caravan.testing.HttpPartner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** What can be put together of steps, each the file of its name in {@code patterns}. */
@FlowTest
class PatternsTest {
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
    String yaml = Files.readString(Path.of("src/test/resources/patterns", pattern + ".camel.yaml"));
    byte[] text =
        yaml.replace("http://partner", partner.address()).getBytes(StandardCharsets.UTF_8);
    tools.get(dev.caravan.routing.Flows.class).put(pattern, text, "ann", active -> true);
  }

  private Status run(String pattern, String members) throws JsonProcessingException {
    String input = "{\"key\": \"%s\"%s}".formatted(key, members.replace('\'', '"'));
    Start accepted =
        processes.accept(pattern, key, new ObjectMapper().readTree(input), new Actor("ann", null));
    processes
        .run(((Start.Accepted) accepted).process())
        .handle((done, error) -> null)
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
    return processes.find(pattern, key).orElseThrow().status();
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
}
