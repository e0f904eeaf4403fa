package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.order.Actor;
import dev.caravan.projection.ProjectionStatus;
import dev.caravan.projection.Projections;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class ProjectionQueriesTest {
  private static final Actor OPERATOR = new Actor("operator", null);

  @Autowired HttpClientForTests http;
  @Autowired Projections projections;

  @BeforeEach
  void haveOne() {
    when(projections.has("orders")).thenReturn(true);
    when(projections.all()).thenReturn(List.of(new ProjectionStatus("orders", 40, 2, 7L, null)));
  }

  @Test
  void tellsHowTheReadModelsDo() {
    when(projections.all())
        .thenReturn(
            List.of(
                new ProjectionStatus("orders", 40, 2, null, null),
                new ProjectionStatus("sales", 12, 30, null, "cannot read event 13")));

    Reply reply = http.get("/api/projections");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body())
        .isEqualTo(
            """
            [{"name":"orders","position":40,"lag":2,"state":"RUNNING","rebuilt":null,\
            "failure":null},{"name":"sales","position":12,"lag":30,"state":"STOPPED",\
            "rebuilt":null,"failure":"cannot read event 13"}]""");
  }

  @Test
  void beginsARebuildInTheNameOfWhoAsksForIt() {
    when(projections.rebuild("orders", new Actor("ann@shop", null), "sums look wrong"))
        .thenReturn(true);

    Reply reply =
        http.post(
            "/api/projections/orders/rebuild",
            "{\"reason\":\"sums look wrong\"}",
            "X-Caravan-Actor",
            "ann@shop");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("state").asText()).isEqualTo("REBUILDING");
    assertThat(reply.json().get("rebuilt").asLong()).isEqualTo(7);
  }

  @Test
  void needsNoBodyForARebuild() {
    when(projections.rebuild("orders", OPERATOR, null)).thenReturn(true);

    Reply reply = http.send("POST", "/api/projections/orders/rebuild", BodyPublishers.noBody());

    assertThat(reply.status()).isEqualTo(202);
  }

  @Test
  void refusesASecondRebuildMeanwhile() {
    when(projections.rebuild("orders", OPERATOR, null)).thenReturn(false);

    Reply reply = http.post("/api/projections/orders/rebuild", "{}");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("type").asText())
        .isEqualTo("urn:caravan:problem:rebuild-under-way");
  }

  @Test
  void doesNotKnowAReadModelThatIsNotThere() {
    Reply reply = http.post("/api/projections/none/rebuild", "{}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"reason\":\"\"}", "{\"why\":\"x\"}", "[]", "{"})
  void refusesABodyThatIsWrong(String body) {
    assertThat(http.post("/api/projections/orders/rebuild", body).status()).isEqualTo(400);

    verify(projections, never()).rebuild(any(), any(), any());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "<script>", "x\u00e9"})
  void refusesAnActorThatCouldNotBeOne(String actor) {
    Reply reply = http.post("/api/projections/orders/rebuild", "{}", "X-Caravan-Actor", actor);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/parameter").asText()).isEqualTo("X-Caravan-Actor");
    verify(projections, never()).rebuild(any(), any(), any());
  }
}
