package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.order.Failure;
import dev.caravan.projection.PageKey;
import dev.caravan.projection.SagaPage;
import dev.caravan.projection.SagaSearch;
import dev.caravan.projection.SagaView;
import dev.caravan.projection.SagaView.State;
import dev.caravan.projection.SagaView.Step;
import dev.caravan.saga.Discrepancy;
import dev.caravan.saga.SagaReconciler;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class SagaQueriesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final SagaView FAILED =
      new SagaView(
          "0_7f01_1",
          "NW-10248",
          "order-fulfilment",
          SagaView.Status.FAILED,
          List.of(
              new Step("s1", "inventory-reserve", State.FAILED, 10, "no disk", START, null),
              new Step("s2", "payment-charge", State.COMPENSATED, 0, null, START, START)),
          new Failure("shipping.schedule", "shipping-refused", "no carrier goes to Atlantis"),
          START,
          START.plusSeconds(1));

  @Autowired HttpClientForTests http;
  @Autowired SagaSearch search;
  @Autowired SagaReconciler reconciler;

  @Test
  void tellsTheStepsOfASaga() {
    when(search.find("0_7f01_1")).thenReturn(Optional.of(FAILED));

    Reply reply = http.get("/api/sagas/0_7f01_1");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("FAILED");
    assertThat(reply.json().at("/steps/0").toString())
        .isEqualTo(
            """
            {"step":"s1","name":"inventory-reserve","state":"FAILED","attempts":10,\
            "error":"no disk","startedAt":"2026-01-01T00:00:00Z","endedAt":null}""");
    assertThat(reply.json().at("/failure/step").asText()).isEqualTo("shipping.schedule");
  }

  @Test
  void tellsWhereCoordinatorLogAndBooksDoNotAgree() {
    when(reconciler.discrepancies())
        .thenReturn(
            List.of(
                new Discrepancy(
                    Discrepancy.Kind.UNKNOWN_HERE, "0_7f01_2", null, "it is ACTIVE", START)));

    Reply reply = http.get("/api/sagas/discrepancies");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/discrepancies/0").toString())
        .isEqualTo(
            """
            {"kind":"UNKNOWN_HERE","sagaId":"0_7f01_2","key":null,"detail":"it is ACTIVE",\
            "since":"2026-01-01T00:00:00Z"}""");
  }

  @Test
  void doesNotKnowASagaThatIsNotThere() {
    when(search.find("none")).thenReturn(Optional.empty());

    Reply reply = http.get("/api/sagas/none");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void listsSagasPageByPage() {
    PageKey last = new PageKey(START, FAILED.sagaId());
    when(search.find(SagaView.Status.FAILED, "NW-10248", null, 1))
        .thenReturn(new SagaPage(List.of(FAILED), last));
    when(search.find(SagaView.Status.FAILED, "NW-10248", last, 1))
        .thenReturn(new SagaPage(List.of(), null));
    String query = "/api/sagas?status=FAILED&key=NW-10248&limit=1";

    Reply first = http.get(query);
    Reply second = http.get(query + "&cursor=" + first.json().get("next").asText());

    assertThat(first.json().at("/sagas/0/sagaId").asText()).isEqualTo("0_7f01_1");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().get("sagas")).isEmpty();
    assertThat(second.json().get("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=DONE", "limit=0", "cursor=AAAA", "state=OPEN", "key=%00"})
  void namesTheParameterThatIsWrong(String parameter) {
    Reply reply = http.get("/api/sagas?" + parameter);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/parameter").asText())
        .isEqualTo(parameter.substring(0, parameter.indexOf('=')));
  }
}
