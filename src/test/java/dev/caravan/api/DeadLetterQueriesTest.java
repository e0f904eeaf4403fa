package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.journal.DeadLetter;
import dev.caravan.journal.DeadLetters;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class DeadLetterQueriesTest {
  private static final DeadLetter FIRST = letter(1);
  private static final DeadLetter SECOND = letter(2);

  @Autowired HttpClientForTests http;
  @Autowired DeadLetters letters;

  private static DeadLetter letter(int number) {
    return new DeadLetter(
        new UUID(0x0190_0000_0000_7000L, number),
        "mailer",
        "journal:order",
        "order-NW-10248",
        41 + number,
        new UUID(0, 40 + number),
        "OrderConfirmed",
        5,
        "no mail server",
        Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void listsDeadLettersPageByPage() {
    when(letters.list("mailer", null, 2)).thenReturn(List.of(FIRST, SECOND));
    when(letters.list("mailer", FIRST.id(), 2)).thenReturn(List.of(SECOND));
    String query = "/api/dead-letters?group=mailer&limit=1";

    Reply first = http.get(query);
    Reply second = http.get(query + "&cursor=" + first.json().get("next").asText());

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().at("/deadLetters/0").toString())
        .isEqualTo(
            """
            {"id":"01900000-0000-7000-0000-000000000001","group":"mailer",\
            "source":"journal:order","stream":"order-NW-10248","position":42,\
            "eventId":"00000000-0000-0000-0000-000000000029","type":"OrderConfirmed",\
            "attempts":5,"error":"no mail server","setAsideAt":"2026-01-01T00:00:00Z"}""");
    assertThat(second.json().at("/deadLetters/0/position").asLong()).isEqualTo(43);
    assertThat(second.json().get("next").isNull()).isTrue();
  }

  @Test
  void asksForAnotherAttemptInTheNameOfWhoWantsIt() {
    when(letters.retry(FIRST.id(), "ann@shop", "mail is back")).thenReturn(Optional.of(FIRST));

    Reply reply =
        http.post(
            "/api/dead-letters/" + FIRST.id() + "/retry",
            "{\"reason\": \"mail is back\"}",
            "X-Caravan-Actor",
            "ann@shop");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.json().get("id").asText()).isEqualTo(FIRST.id().toString());
  }

  @Test
  void doesNotKnowADeadLetterThatIsNotThere() {
    when(letters.retry(SECOND.id(), "operator", null)).thenReturn(Optional.empty());

    Reply reply =
        http.send("POST", "/api/dead-letters/" + SECOND.id() + "/retry", BodyPublishers.noBody());

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"group=%00", "limit=0", "cursor=AAAA", "status=OPEN"})
  void namesTheParameterThatIsWrong(String parameter) {
    Reply reply = http.get("/api/dead-letters?" + parameter);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/parameter").asText())
        .isEqualTo(parameter.substring(0, parameter.indexOf('=')));
  }

  @Test
  void refusesAnIdThatCanBeNone() {
    Reply reply = http.send("POST", "/api/dead-letters/42/retry", BodyPublishers.noBody());

    assertThat(reply.status()).isEqualTo(400);
  }
}
