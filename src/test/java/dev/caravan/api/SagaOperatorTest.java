package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.order.Actor;
import dev.caravan.projection.SagaSearch;
import dev.caravan.projection.SagaView;
import dev.caravan.saga.CompensationRetry;
import dev.caravan.saga.CompensationRetry.Outcome;
import dev.caravan.saga.CompensationSkip;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class SagaOperatorTest {
  private static final String PATH = "/api/sagas/0_7f01_1/compensation-retry";
  private static final String SKIP = "/api/sagas/0_7f01_1/compensation-skip";
  private static final Actor OPERATOR = new Actor("operator", null);

  @Autowired HttpClientForTests http;
  @Autowired CompensationRetry retry;
  @Autowired CompensationSkip skip;
  @Autowired SagaSearch search;

  @Test
  void answersWithTheSagaOnceAllIsUndone() {
    when(retry.run("0_7f01_1", new Actor("ann", null), "mended")).thenReturn(Outcome.UNDONE);
    theSagaIsCancelled();

    Reply reply = http.post(PATH, "{\"reason\":\"mended\"}", "X-Caravan-Actor", "ann");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("CANCELLED");
  }

  private void theSagaIsCancelled() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    when(search.find("0_7f01_1"))
        .thenReturn(
            Optional.of(
                new SagaView(
                    "0_7f01_1",
                    "NW-10248",
                    "order-fulfilment",
                    SagaView.Status.CANCELLED,
                    List.of(),
                    null,
                    now,
                    now)));
  }

  @Test
  void answersWithTheSagaThatAnOperatorAnswersFor() {
    when(skip.run("0_7f01_1", new Actor("ann", null), "refunded by hand"))
        .thenReturn(CompensationSkip.Outcome.SKIPPED);
    theSagaIsCancelled();

    Reply reply = http.post(SKIP, "{\"reason\":\"refunded by hand\"}", "X-Caravan-Actor", "ann");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("CANCELLED");
  }

  @ParameterizedTest
  @CsvSource({"UNKNOWN, 404, about:blank", "NOT_FAILED, 409, urn:caravan:problem:not-failed"})
  void tellsWhyNothingWasSkipped(CompensationSkip.Outcome outcome, int status, String type) {
    when(skip.run("0_7f01_1", new Actor("ann", null), "dealt with")).thenReturn(outcome);

    Reply reply = http.post(SKIP, "{\"reason\":\"dealt with\"}", "X-Caravan-Actor", "ann");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().get("type").asText()).isEqualTo(type);
  }

  @Test
  void skipsNothingWithoutAReasonAndSomebodyWhoAnswersForIt() {
    assertThat(http.post(SKIP, "{}", "X-Caravan-Actor", "ann").status()).isEqualTo(400);
    assertThat(http.post(SKIP, "{\"reason\":\"dealt with\"}").status()).isEqualTo(400);
    verifyNoInteractions(skip);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, 404, about:blank",
    "NOT_FAILED, 409, urn:caravan:problem:not-failed",
    "FAILED_AGAIN, 503, urn:caravan:problem:compensation-failed"
  })
  void tellsWhatCameOfIt(Outcome outcome, int status, String type) {
    when(retry.run("0_7f01_1", OPERATOR, null)).thenReturn(outcome);

    Reply reply = http.post(PATH, "{}");

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("type").asText()).isEqualTo(type);
  }
}
