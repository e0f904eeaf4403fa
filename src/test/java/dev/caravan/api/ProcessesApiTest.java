package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.process.Process;
import dev.caravan.process.Process.Status;
import dev.caravan.process.Processes;
import dev.caravan.process.Processes.Signal;
import dev.caravan.process.Processes.Start;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class ProcessesApiTest {
  private static final String PATH = "/api/processes/travel";
  private static final ObjectNode INPUT = new ObjectMapper().createObjectNode().put("key", "k");
  private static final JsonNode ANSWER = new ObjectMapper().createObjectNode().put("room", 7);

  @Autowired HttpClientForTests http;
  @Autowired Processes processes;

  private static Process process(Status status, Failure failure) {
    return new Process(
        "travel",
        "k",
        3,
        INPUT,
        status,
        null,
        Map.of(),
        ANSWER,
        failure,
        Instant.parse("2026-01-02T03:04:05Z"),
        2);
  }

  private Reply post(String body, String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = "application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return http.send("POST", PATH, BodyPublishers.ofString(body), all);
  }

  private void accepts() {
    Process running = process(Status.RUNNING, null);
    when(processes.accept(eq("travel"), eq("k"), any(), any()))
        .thenReturn(new Start.Accepted(running));
    when(processes.run(running)).thenReturn(CompletableFuture.completedFuture(null));
  }

  private void endsAs(Process process) {
    accepts();
    when(processes.find("travel", "k")).thenReturn(Optional.of(process));
    when(processes.failure(process)).thenReturn(Optional.ofNullable(process.failure()));
  }

  @Test
  void answersWithTheFinalBody() {
    endsAs(process(Status.COMPLETED, null));

    Reply reply = post("{\"key\": \"k\"}", "X-Caravan-Actor", "ann");

    assertThat(reply.http().statusCode()).isEqualTo(201);
    assertThat(reply.http().body()).isEqualTo("{\"room\":7}");
    assertThat(reply.http().headers().firstValue("Location")).contains(PATH + "/k");
    verify(processes).accept("travel", "k", INPUT, new Actor("ann", null));
  }

  @ParameterizedTest
  @CsvSource({
    "step-refused, CANCELLED, 422",
    "step-unavailable, CANCELLED, 503",
    "compensation-failed, FAILED, 503"
  })
  void tellsWhyItDidNotGoThrough(String type, Status status, int answered) {
    endsAs(process(status, new Failure("book-hotel", type, "answered 409")));

    Reply reply = post("{\"key\": \"k\"}");

    assertThat(reply.http().statusCode()).isEqualTo(answered);
    assertThat(reply.http().body())
        .contains(
            "urn:caravan:problem:" + type,
            "\"key\":\"k\"",
            "\"failedStep\":\"book-hotel\"",
            "\"processStatus\":\"" + status + "\"");
  }

  @Test
  void doesNotWaitForWhoPrefersNotTo() {
    accepts();
    CompletableFuture<Void> endless = new CompletableFuture<>();
    when(processes.run(any())).thenReturn(endless);
    when(processes.failure(any())).thenReturn(Optional.empty());

    Reply reply = post("{\"key\": \"k\"}", "Prefer", "respond-async");
    // gives back its place among those that may be open
    endless.complete(null);

    assertThat(reply.http().statusCode()).isEqualTo(202);
    assertThat(reply.http().body()).contains("\"status\":\"RUNNING\"", "\"result\":null");
  }

  @Test
  void leavesToRecoveryWhatIsStoredAndCannotRunNow() {
    accepts();
    when(processes.run(any())).thenThrow(new RejectedExecutionException());
    when(processes.failure(any())).thenReturn(Optional.empty());

    assertThat(post("{\"key\": \"k\"}").http().statusCode()).isEqualTo(202);
  }

  @Test
  void answersAProcessThatIsKnownAsItStands() {
    when(processes.accept(any(), any(), any(), any()))
        .thenReturn(new Start.Known(process(Status.COMPLETED, null)));

    Reply reply = post("{\"key\": \"k\"}");

    assertThat(reply.http().statusCode()).isEqualTo(200);
    assertThat(reply.http().body()).isEqualTo("{\"room\":7}");
    verify(processes, never()).run(any());
  }

  @Test
  void refusesOtherContentAndFlowsThatAreNotThere() {
    when(processes.accept(any(), any(), any(), any())).thenReturn(new Start.OtherContent());
    assertThat(post("{\"key\": \"k\"}").http().statusCode()).isEqualTo(409);

    when(processes.accept(any(), any(), any(), any())).thenReturn(new Start.NoFlow());
    assertThat(post("{\"key\": \"k\"}").http().statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"key\": 1}", "{\"key\": \"a b\"}", "{\"key\": \"\"}", "{"})
  void refusesWhatHasNoKey(String body) {
    assertThat(post(body).http().statusCode()).isEqualTo(400);
    verify(processes, never()).accept(any(), any(), any(), any());
  }

  @Test
  void showsAProcessAndSaysWhereThereIsNone() {
    Process process = process(Status.COMPLETED, null);
    when(processes.find("travel", "k")).thenReturn(Optional.of(process));
    when(processes.failure(process)).thenReturn(Optional.empty());

    assertThat(http.get(PATH + "/k").http().body())
        .isEqualTo(
            "{\"key\":\"k\",\"flow\":\"travel\",\"revision\":3,\"status\":\"COMPLETED\","
                + "\"sagaId\":null,\"steps\":[],\"result\":{\"room\":7},\"failure\":null,"
                + "\"acceptedAt\":\"2026-01-02T03:04:05Z\"}");
    assertThat(http.get(PATH + "/other").http().statusCode()).isEqualTo(404);
    assertThat(http.get(PATH + "/other/events").http().statusCode()).isEqualTo(404);
  }

  private Reply signal(String name, String body) {
    return http.send(
        "POST",
        PATH + "/k/signals/" + name,
        BodyPublishers.ofString(body),
        "Content-Type",
        "application/json",
        "X-Caravan-Actor",
        "ann");
  }

  private void signalled(Signal signal) {
    when(processes.signal(eq("travel"), eq("k"), eq("approved"), any(), any())).thenReturn(signal);
  }

  @Test
  void takesASignalAndAnswersWithTheProcess() {
    signalled(new Signal.Taken());
    when(processes.find("travel", "k")).thenReturn(Optional.of(process(Status.RUNNING, null)));

    Reply reply = signal("approved", "{\"by\": \"ann\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("RUNNING");
    verify(processes)
        .signal(
            "travel",
            "k",
            "approved",
            new ObjectMapper().createObjectNode().put("by", "ann"),
            new Actor("ann", null));
  }

  @Test
  void saysWhyItTakesNoSignal() {
    signalled(new Signal.NoProcess());
    assertThat(signal("approved", "{}").status()).isEqualTo(404);

    signalled(new Signal.OtherContent());
    Reply other = signal("approved", "{}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().get("type").asText()).endsWith("other-content");

    signalled(new Signal.Ended(process(Status.CANCELLED, null)));
    Reply ended = signal("approved", "{}");
    assertThat(ended.status()).isEqualTo(409);
    assertThat(ended.json().get("processStatus").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void refusesSignalsThatAreNone() {
    assertThat(signal("approved", "[1]").status()).isEqualTo(400);
    assertThat(signal("approved", "{").status()).isEqualTo(400);
    assertThat(signal("a%20b", "{}").status()).isEqualTo(400);
    verify(processes, never()).signal(any(), any(), any(), any(), any());
  }
}
