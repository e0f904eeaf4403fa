package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.journal.JournalVerification;
import dev.caravan.journal.Verification;
import dev.caravan.journal.Verification.Invalid;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class JournalAuditTest {
  @Autowired HttpClientForTests http;
  @Autowired JournalVerification verification;

  @Test
  void tellsTheFirstEventThatIsWrong() {
    Invalid invalid = new Invalid(17, "order-1", 2L, "StockReserved", "its content does not fit");
    when(verification.all()).thenReturn(new Verification(30, 4, false, invalid, 29L));

    Reply reply = http.get("/api/journal/verification");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body())
        .isEqualTo(
            """
            {"events":30,"streams":4,"valid":false,"firstInvalid":{"position":17,\
            "streamId":"order-1","version":2,"type":"StockReserved",\
            "detail":"its content does not fit"},"signedUpTo":29}""");
  }

  @Test
  void checksWhatCameSinceTheLastCheckpointWhereAskedTo() {
    when(verification.sinceCheckpoint()).thenReturn(new Verification(1, 1, true, null, null));

    Reply reply = http.get("/api/journal/verification?since=checkpoint");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body())
        .isEqualTo(
            "{\"events\":1,\"streams\":1,\"valid\":true,\"firstInvalid\":null,\"signedUpTo\":null}");
  }

  @Test
  void refusesToCheckSinceAnythingElse() {
    Reply reply = http.get("/api/journal/verification?since=yesterday");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
  }
}
