package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.routing.DryRunReport;
import dev.caravan.routing.DryRunReport.Difference;
import dev.caravan.routing.DryRunReport.Skipped;
import dev.caravan.routing.Finding;
import dev.caravan.routing.FlowConflictException;
import dev.caravan.routing.FlowConflictException.Kind;
import dev.caravan.routing.FlowStatus;
import dev.caravan.routing.FlowStatus.State;
import dev.caravan.routing.Flows;
import dev.caravan.routing.InvalidFlowException;
import dev.caravan.routing.Revision;
import dev.caravan.routing.Revision.Source;
import dev.caravan.saga.OrderCourse;
import dev.caravan.saga.OrderCourse.Status;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class FlowQueriesTest {
  private static final String PATH = "/api/flows/order-express";

  @Autowired HttpClientForTests http;
  @Autowired Flows flows;

  private static Revision revision(int number) {
    return new Revision(
        "order-express",
        number,
        "abc",
        "- route: é\n",
        "ann",
        Source.REST,
        Instant.parse("2026-01-02T03:04:05.123456Z"));
  }

  private Reply put(String... headers) {
    return http.send("PUT", PATH, BodyPublishers.ofString("- route: é\n"), headers);
  }

  @Test
  void listsTheFlows() {
    when(flows.all())
        .thenReturn(
            List.of(
                new FlowStatus(
                    "order-express", Source.FILE, 4, State.ACTIVE, Map.of(3, 1L), "line 1")));

    assertThat(http.get("/api/flows").http().body())
        .isEqualTo(
            "[{\"name\":\"order-express\",\"source\":\"FILE\",\"activeRevision\":4,"
                + "\"state\":\"ACTIVE\",\"openSagas\":{\"3\":1},\"lastError\":\"line 1\"}]");
  }

  @Test
  void givesTheActiveTextWithItsRevisionAsEntityTag() {
    when(flows.active("order-express")).thenReturn(Optional.of(revision(4)));

    Reply reply = http.get(PATH);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"4\"");
    assertThat(reply.header("Content-Type")).startsWith("application/yaml");
    assertThat(reply.http().body()).isEqualTo("- route: é\n");
    assertThat(http.get("/api/flows/other").status()).isEqualTo(404);
  }

  @Test
  @SuppressWarnings("unchecked")
  void bringsATextIfTheExpectedRevisionIsActive() {
    when(flows.put(any(), any(), any(), any())).thenReturn(5);

    Reply reply =
        put(
            "Content-Type",
            "application/yaml; charset=utf-8",
            "If-Match",
            "\"3\", \"4\"",
            "X-Caravan-Actor",
            "ann");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body()).isEqualTo("{\"name\":\"order-express\",\"revision\":5}");
    ArgumentCaptor<Predicate<Integer>> expected = ArgumentCaptor.forClass(Predicate.class);
    ArgumentCaptor<byte[]> text = ArgumentCaptor.forClass(byte[].class);
    verify(flows).put(eq("order-express"), text.capture(), eq("ann"), expected.capture());
    assertThat(new String(text.getValue(), StandardCharsets.UTF_8)).isEqualTo("- route: é\n");
    assertThat(expected.getValue()).accepts(3, 4).rejects(2, null);
  }

  @Test
  void readsPreconditionsAsTheStandardHasThem() {
    assertThat(IfMatch.of(null)).accepts(1, null);
    assertThat(IfMatch.of("*")).accepts(1).rejects((Integer) null);
    assertThat(IfMatch.of("W/\"1\"")).rejects(1);
    assertThat(IfMatch.of("\"1\"")).accepts(1).rejects(11);
  }

  @Test
  void refusesABodyThatIsNoYamlAndAPreconditionThatIsNone() {
    assertThat(put("Content-Type", "application/json").status()).isEqualTo(415);
    assertThat(put().status()).isEqualTo(415);
    assertThat(put("Content-Type", "application/yaml", "If-Match", "4").status()).isEqualTo(400);
    assertThat(http.get("/api/flows/a.b").status()).isEqualTo(400);
  }

  @Test
  void listsTheRevisions() {
    when(flows.revisions("order-express")).thenReturn(List.of(revision(2), revision(1)));
    when(flows.active("order-express")).thenReturn(Optional.of(revision(1)));

    Reply reply = http.get(PATH + "/revisions");

    assertThat(reply.json().at("/revisions/0/revision").asInt()).isEqualTo(2);
    assertThat(reply.json().at("/revisions/0/active").asBoolean()).isFalse();
    assertThat(reply.json().at("/revisions/1/active").asBoolean()).isTrue();
    assertThat(reply.json().at("/revisions/1/author").asText()).isEqualTo("ann");
  }

  @Test
  void goesBackToARevisionAndRetiresAFlow() {
    assertThat(http.send("POST", PATH + "/revisions/3/activation", null).status()).isEqualTo(200);
    verify(flows).activate(eq("order-express"), eq(3), eq("operator"), any());

    assertThat(http.send("DELETE", PATH, null).status()).isEqualTo(202);
    verify(flows).retire(eq("order-express"), eq("operator"), any());
  }

  @Test
  void tellsWhatIsWrongWithATextByLine() {
    doThrow(Refusals.invalid(12, 3, "exec: is not allowed")).when(flows).validate(any(), any());

    Reply reply =
        http.send(
            "POST",
            PATH + "/validation",
            BodyPublishers.ofString("x"),
            "Content-Type",
            "application/yaml");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:caravan:problem:invalid-flow");
    assertThat(reply.json().get("errors").toString())
        .isEqualTo("[{\"line\":12,\"column\":3,\"detail\":\"exec: is not allowed\"}]");
  }

  private Reply validate(String query) {
    return http.send(
        "POST",
        PATH + "/validation" + query,
        BodyPublishers.ofString("x"),
        "Content-Type",
        "application/yaml");
  }

  @Test
  void runsRecordedOrdersThroughATextWhereItIsAskedTo() {
    OrderCourse recorded = new OrderCourse(Status.CONFIRMED, null, null, List.of("a", "b"));
    OrderCourse replayed =
        new OrderCourse(Status.CANCELLED, "payment.charge", "payment-declined", List.of("b"));
    when(flows.dryRun(eq("order-express"), any(), eq(1000)))
        .thenReturn(
            new DryRunReport(
                7,
                6,
                new Skipped(1, 2, 3, 4),
                List.of(new Difference("o-1", recorded, replayed, List.of("b"))),
                null));

    assertThat(validate("").http().body()).isEqualTo("{\"name\":\"order-express\",\"valid\":true}");
    assertThat(validate("?replay=1000").http().body())
        .isEqualTo(
            """
            {"name":"order-express","valid":true,"replay":{"orders":7,"same":6,\
            "skipped":{"open":1,"erased":2,"interrupted":3,"otherFlow":4},\
            "different":[{"orderId":"o-1",\
            "recorded":{"status":"CONFIRMED","failedStep":null,"failureType":null,\
            "steps":["a","b"]},\
            "replayed":{"status":"CANCELLED","failedStep":"payment.charge",\
            "failureType":"payment-declined","steps":["b"]},\
            "assumed":["b"]}],"stopped":null}}""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "1.5", "ten", "99999999999999999999"})
  void refusesANumberOfOrdersThatIsNone(String replay) {
    Reply reply = validate("?replay=" + replay);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("errors").toString()).contains("replay");
    verify(flows, never()).dryRun(any(), any(), anyInt());
  }

  @Test
  void asksToComeAgainWhileAnotherDryRunIsUnderWay() {
    doThrow(Refusals.conflict(Kind.BUSY)).when(flows).dryRun(any(), any(), eq(3));

    assertThat(validate("?replay=3").status()).isEqualTo(503);
    assertThat(validate("?replay=3").header("Retry-After")).isEqualTo("5");
  }

  @Test
  void tellsWhatStandsInTheWay() {
    doThrow(Refusals.stale()).when(flows).activate(any(), eq(1), any(), any());
    doThrow(Refusals.unknown()).when(flows).activate(any(), eq(2), any(), any());
    doThrow(Refusals.needed()).when(flows).retire(any(), any(), any());

    assertThat(http.send("POST", PATH + "/revisions/1/activation", null).status()).isEqualTo(412);
    assertThat(http.send("POST", PATH + "/revisions/2/activation", null).status()).isEqualTo(404);
    assertThat(http.send("DELETE", PATH, null).status()).isEqualTo(409);
  }

  /** Exceptions that only routing makes. */
  private static final class Refusals {
    static RuntimeException invalid(int line, int column, String detail) {
      InvalidFlowException invalid = mock(InvalidFlowException.class);
      when(invalid.findings()).thenReturn(List.of(new Finding(line, column, detail)));
      return invalid;
    }

    static RuntimeException stale() {
      return conflict(Kind.STALE);
    }

    static RuntimeException unknown() {
      return conflict(Kind.UNKNOWN);
    }

    static RuntimeException needed() {
      return conflict(Kind.NEEDED);
    }

    static RuntimeException conflict(Kind kind) {
      FlowConflictException conflict = mock(FlowConflictException.class);
      when(conflict.kind()).thenReturn(kind);
      return conflict;
    }
  }
}
