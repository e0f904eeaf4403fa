package dev.caravan.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.caravan.saga.CoordinatorUnavailableException;
import dev.caravan.saga.LraCoordinator.KnownSaga;
import dev.caravan.saga.LraCoordinator.Participant;
import dev.caravan.saga.ParticipantCallbacks.Answer;
import dev.caravan.saga.SagaEndedException;
import dev.caravan.saga.SagaOutcome;
import io.narayana.lra.coordinator.internal.LRARecoveryModule;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

class EmbeddedLraCoordinatorTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final URI UNDO = RecordedCallbacks.address("undo?step=1");
  private static final URI DONE = RecordedCallbacks.address("done?step=1");

  @TempDir Path directory;
  private final RecordedCallbacks participants = new RecordedCallbacks();
  private CoordinatorServer server;
  private EmbeddedLraCoordinator coordinator;

  @BeforeEach
  void start() {
    server = new CoordinatorServer(0, directory.resolve("coordinator"), () -> participants);
    coordinator = new EmbeddedLraCoordinator(server);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void closesByCallingTheCompletionOnTheCallersThread() {
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, DONE));

    assertThat(coordinator.close(saga)).isEqualTo(SagaOutcome.CLOSED);
    assertThat(participants.delivered).containsExactly(DONE);
    assertThat(participants.sagas).containsExactly(saga);
    assertThat(participants.threads).containsExactly(Thread.currentThread());
  }

  @Test
  void callsNobodyAtACloseWithoutCompletion() {
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, null));

    assertThat(coordinator.close(saga)).isEqualTo(SagaOutcome.CLOSED);
    assertThat(participants.delivered).isEmpty();
  }

  @Test
  void cancelsInReverseOrder() {
    URI saga = coordinator.start("order-1", LONG);
    for (int step = 1; step <= 3; step++) {
      coordinator.join(saga, new Participant(RecordedCallbacks.address("undo?step=" + step), null));
    }

    assertThat(coordinator.cancel(saga)).isEqualTo(SagaOutcome.CANCELLED);
    assertThat(participants.delivered)
        .containsExactly(
            RecordedCallbacks.address("undo?step=3"),
            RecordedCallbacks.address("undo?step=2"),
            RecordedCallbacks.address("undo?step=1"));
  }

  @Test
  void givesIdsThatStartWithItsAddress() {
    assertThat(coordinator.start("order-1", LONG).toString())
        .startsWith(coordinator.address() + "/");
  }

  @Test
  void retriesACompensationUntilItSucceeds() {
    participants.answer = new Answer(503, null);
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, null));

    assertThat(coordinator.cancel(saga)).isEqualTo(SagaOutcome.CANCELLING);
    await().atMost(Duration.ofSeconds(15)).until(() -> participants.delivered.size() >= 2);
    participants.answer = new Answer(200, null);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> coordinator.cancel(saga))
                    .isInstanceOf(SagaEndedException.class));
  }

  @Test
  void tellsThatACompensationGaveUp() {
    participants.answer = new Answer(500, "FailedToCompensate");
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, null));

    assertThat(coordinator.cancel(saga)).isEqualTo(SagaOutcome.FAILED_TO_CANCEL);
  }

  @Test
  void scansDuringASagaDoNotCancelItAfterItsClose() {
    URI saga = coordinator.start("order-1", Duration.ofSeconds(3));
    coordinator.join(saga, new Participant(UNDO, DONE));
    scanOften();
    assertThat(coordinator.close(saga)).isEqualTo(SagaOutcome.CLOSED);

    // another saga with the same limit, begun later, tells when the first one's is over
    URI later = coordinator.start("order-2", Duration.ofSeconds(3));
    URI undoLater = RecordedCallbacks.address("undo?step=later");
    coordinator.join(later, new Participant(undoLater, null));
    await().atMost(Duration.ofSeconds(15)).until(() -> participants.sagas.contains(later));
    assertThat(participants.delivered).containsExactly(DONE, undoLater);
  }

  @Test
  void scansDuringASagaDoNotHideLaterParticipantsFromItsDeadline() {
    URI late = RecordedCallbacks.address("undo?step=2");
    URI saga = coordinator.start("order-1", Duration.ofSeconds(3));
    coordinator.join(saga, new Participant(UNDO, null));
    scanOften();
    coordinator.join(saga, new Participant(late, null));

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(participants.delivered).containsExactly(late, UNDO));
  }

  // each has a chance of about one in a hundred to do harm
  private static void scanOften() {
    for (int i = 0; i < 500; i++) {
      LRARecoveryModule.getService().scan();
    }
  }

  @Test
  void aSagaThatOutlivesARestartMeetsItsDeadline() {
    URI saga = coordinator.start("order-1", Duration.ofSeconds(3));
    coordinator.join(saga, new Participant(UNDO, null));
    server.stop();
    server = new CoordinatorServer(0, directory.resolve("coordinator"), () -> participants);
    server.start();
    assertThat(participants.delivered).isEmpty();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(participants.delivered).containsExactly(UNDO));
  }

  @Test
  void cancelsAtTheDeadlineAndTellsSoAtTheClose() {
    URI saga = coordinator.start("order-1", Duration.ofMillis(200));
    coordinator.join(saga, new Participant(UNDO, DONE));

    await().atMost(Duration.ofSeconds(10)).until(() -> !participants.delivered.isEmpty());
    assertThat(participants.delivered).containsOnly(UNDO);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(coordinator.close(saga)).isEqualTo(SagaOutcome.CANCELLED));
  }

  @Test
  void refusesUnknownAndEndedSagas() {
    URI saga = coordinator.start("order-1", LONG);
    coordinator.close(saga);

    assertThatThrownBy(() -> coordinator.close(saga)).isInstanceOf(SagaEndedException.class);
    assertThatThrownBy(() -> coordinator.join(saga, new Participant(UNDO, null)))
        .isInstanceOf(SagaEndedException.class);
    assertThatThrownBy(() -> coordinator.cancel(URI.create(coordinator.address() + "/0_1_2_3_4")))
        .isInstanceOf(SagaEndedException.class);
  }

  @Test
  void refusesAJoinWhileCancelling() {
    participants.answer = new Answer(503, null);
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, null));
    coordinator.cancel(saga);

    assertThatThrownBy(
            () ->
                coordinator.join(
                    saga, new Participant(RecordedCallbacks.address("undo?step=2"), null)))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void answersOverHttpForTheSameSagas() throws Exception {
    URI saga = URI.create(http("POST", "/start?ClientID=order-1&TimeLimit=300000", "").body());
    assertThat(saga.toString()).startsWith(coordinator.address().toString());
    coordinator.join(saga, new Participant(UNDO, null));

    String path = saga.getPath().substring(coordinator.address().getPath().length());
    assertThat(http("GET", path + "/status", "").body()).isEqualTo("Active");
    assertThat(http("GET", "/", "application/json").body()).contains(saga.toString());
    assertThat(http("GET", path + "/status", "application/json").body())
        .isEqualTo("{\"status\":\"Active\"}");
    HttpResponse<String> cancelled = http("PUT", path + "/cancel", "");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(cancelled.body()).isEqualTo("Cancelled");
    assertThat(participants.delivered).containsExactly(UNDO);
  }

  @Test
  void listsTheSagasThatHaveNotEndedEachOnce() {
    participants.answer = new Answer(503, null);
    URI active = coordinator.start("order-1", LONG);
    URI cancelling = coordinator.start("order-2", LONG);
    coordinator.join(cancelling, new Participant(UNDO, null));
    coordinator.cancel(cancelling);
    URI closed = coordinator.start("order-3", LONG);
    coordinator.close(closed);
    Instant before = Instant.now();

    assertThat(coordinator.sagas())
        .allMatch(saga -> !saga.startedAt().isAfter(before))
        .extracting(KnownSaga::lra, KnownSaga::clientId, KnownSaga::outcome)
        .containsExactlyInAnyOrder(
            tuple(active, "order-1", null), tuple(cancelling, "order-2", SagaOutcome.CANCELLING));

    server.stop();
    server.start();
    assertThat(coordinator.sagas())
        .extracting(KnownSaga::clientId)
        .contains("order-1")
        .doesNotHaveDuplicates();
  }

  @Test
  void knowsItsOpenSagasAfterARestart() {
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, null));

    server.stop();
    server.start();

    assertThat(coordinator.cancel(saga)).isIn(SagaOutcome.CANCELLED, SagaOutcome.CANCELLING);
    await().atMost(Duration.ofSeconds(15)).until(() -> participants.delivered.contains(UNDO));
  }

  private HttpResponse<String> http(String method, String path, String accept) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(coordinator.address() + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void takesNothingThatItCannotStoreAndGoesOnOnceItCan() throws Exception {
    CoordinatorHealthIndicator health = new CoordinatorHealthIndicator(server);
    URI saga = coordinator.start("order-1", LONG);
    coordinator.join(saga, new Participant(UNDO, DONE));
    URI other = RecordedCallbacks.address("undo?step=2");

    try (FullStore full = new FullStore()) {
      assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
      assertThatThrownBy(() -> coordinator.start("order-2", LONG))
          .isInstanceOf(CoordinatorUnavailableException.class);
      assertThatThrownBy(() -> coordinator.join(saga, new Participant(other, null)))
          .isInstanceOf(CoordinatorUnavailableException.class);
      assertThatThrownBy(() -> coordinator.cancel(saga))
          .isInstanceOf(CoordinatorUnavailableException.class);
    }

    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(coordinator.cancel(saga)).isEqualTo(SagaOutcome.CANCELLED);
    assertThat(participants.delivered).contains(UNDO).doesNotContain(DONE);
    URI next = coordinator.start("order-3", LONG);
    assertThat(coordinator.close(next)).isEqualTo(SagaOutcome.CLOSED);
  }
}
