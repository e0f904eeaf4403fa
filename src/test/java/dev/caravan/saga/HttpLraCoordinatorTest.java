package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.saga.LraCoordinator.KnownSaga;
import dev.caravan.saga.LraCoordinator.Participant;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLraCoordinatorTest {
  private record Reply(int status, String body) {}

  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> links = new ConcurrentLinkedQueue<>();
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();

  /** No answer is given before it is open. */
  private volatile CountDownLatch hold = new CountDownLatch(0);

  private HttpServer server;
  private URI url;
  private URI lra;
  private HttpLraCoordinator coordinator;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    lra = url.resolve("/lra-coordinator/0_ffff_1");
    coordinator = new HttpLraCoordinator(url);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    letGo();
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    if (exchange.getRequestHeaders().containsKey("Link")) {
      links.add(exchange.getRequestHeaders().getFirst("Link"));
    }
    Queue<Reply> planned = replies.get(path);
    Reply reply =
        planned == null ? new Reply(404, "") : planned.size() > 1 ? planned.poll() : planned.peek();
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void letGo() {
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a path answers, one after the other; the last for good. */
  private void plan(String path, Reply... answers) {
    replies.put(path, new ArrayDeque<>(List.of(answers)));
  }

  @Test
  void startsASagaWithItsClientAndItsTimeLimit() {
    plan("/lra-coordinator/start", new Reply(201, lra.toString()));

    assertThat(coordinator.start("NW-1&x", Duration.ofSeconds(30))).isEqualTo(lra);

    assertThat(requests)
        .containsExactly("POST /lra-coordinator/start?ClientID=NW-1%26x&TimeLimit=30000");
  }

  @Test
  void listsTheSagasThatItKnowsEachOnce() {
    String active =
        """
        {"lraId": "%s", "clientId": "NW-1", "status": "Active", "startTime": 1700000000000}"""
            .formatted(lra);
    String closing =
        "{\"lraId\": \"%s2\", \"clientId\": \"\", \"status\": \"Closing\", \"startTime\": 0}"
            .formatted(lra);
    plan("/lra-coordinator", new Reply(200, "[" + active + "," + closing + "," + closing + "]"));

    assertThat(coordinator.sagas())
        .containsExactly(
            new KnownSaga(lra, "NW-1", null, Instant.ofEpochMilli(1_700_000_000_000L)),
            new KnownSaga(URI.create(lra + "2"), "", SagaOutcome.CLOSING, Instant.EPOCH));
  }

  @Test
  void knowsNothingWhereItsListCannotBeRead() {
    plan("/lra-coordinator", new Reply(200, "busy"));

    assertThatThrownBy(() -> coordinator.sagas())
        .isInstanceOf(CoordinatorUnavailableException.class);
  }

  @Test
  void joinsWithTheAddressesToCallBack() {
    plan(lra.getPath(), new Reply(200, ""));
    URI compensate = URI.create("http://here/compensate");

    coordinator.join(lra, new Participant(compensate, URI.create("http://here/complete")));
    coordinator.join(lra, new Participant(compensate, null));

    assertThat(links)
        .containsExactly(
            "<http://here/compensate>; rel=compensate,<http://here/complete>; rel=complete",
            "<http://here/compensate>; rel=compensate");
  }

  @ParameterizedTest
  @CsvSource({
    "Closed, CLOSED",
    "Closing, CLOSING",
    "Cancelled, CANCELLED",
    "Cancelling, CANCELLING",
    "FailedToClose, FAILED_TO_CLOSE",
    "FailedToCancel, FAILED_TO_CANCEL"
  })
  void believesTheBodyAndNotTheStatus(String body, SagaOutcome outcome) {
    plan(lra.getPath() + "/close", new Reply(200, body));
    plan(lra.getPath() + "/cancel", new Reply(200, body));

    assertThat(coordinator.close(lra)).isEqualTo(outcome);
    assertThat(coordinator.cancel(lra)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Active", "", "<html>"})
  void knowsNothingFromABodyThatIsNoEnd(String body) {
    plan(lra.getPath() + "/close", new Reply(200, body));

    assertThatThrownBy(() -> coordinator.close(lra))
        .isInstanceOf(CoordinatorUnavailableException.class);
  }

  @Test
  void triesAgainWhereTheCoordinatorIsBusy() {
    plan(
        lra.getPath() + "/close", new Reply(503, ""), new Reply(503, ""), new Reply(200, "Closed"));

    assertThat(coordinator.close(lra)).isEqualTo(SagaOutcome.CLOSED);
    assertThat(requests).hasSize(3);
  }

  @Test
  void givesUpWhereTheCoordinatorStaysBusy() {
    plan("/lra-coordinator/start", new Reply(503, ""));

    assertThatThrownBy(() -> coordinator.start("NW-1", Duration.ofSeconds(1)))
        .isInstanceOf(CoordinatorUnavailableException.class);
    assertThat(requests).hasSize(4);
  }

  @Test
  void givesUpWhereNobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    HttpLraCoordinator away = new HttpLraCoordinator(URI.create("http://127.0.0.1:" + free));

    assertThatThrownBy(() -> away.start("NW-1", Duration.ofSeconds(1)))
        .isInstanceOf(CoordinatorUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + free);
  }

  @Test
  void findsACoordinatorThatComesUpMeanwhile() throws Exception {
    plan("/lra-coordinator/start", new Reply(201, lra.toString()));
    InetSocketAddress address = server.getAddress();
    server.stop(0);
    Thread comingUp = new Thread(() -> startAgain(address));

    comingUp.start();
    URI started = coordinator.start("NW-1", Duration.ofSeconds(1));
    comingUp.join();

    assertThat(started).isEqualTo(lra);
  }

  private void startAgain(InetSocketAddress address) {
    try {
      server = HttpServer.create(address, 0);
      server.createContext("/", this::answer);
      server.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void findsACoordinatorThatWasSilentAlthoughItsConnectionsHaveDied() throws Exception {
    plan("/lra-coordinator/start", new Reply(201, lra.toString()));
    Duration timeout = Duration.ofSeconds(2);
    int connections = 24;
    try (Wire wire = new Wire(url.getPort())) {
      HttpLraCoordinator far =
          new HttpLraCoordinator(URI.create("http://127.0.0.1:" + wire.port()), timeout);
      hold = new CountDownLatch(1);
      CompletableFuture<Void> connected =
          CompletableFuture.runAsync(
              () -> {
                await().until(() -> wire.connections() == connections);
                hold.countDown();
              });
      assertThat(Concurrently.run(connections, i -> () -> far.start("NW-" + i, timeout)))
          .containsOnly(lra);
      connected.join();

      wire.cut();
      assertThatThrownBy(() -> far.start("NW-1", timeout))
          .isInstanceOf(CoordinatorUnavailableException.class);
      wire.mend();

      await()
          .atMost(Duration.ofSeconds(8))
          .ignoreExceptionsInstanceOf(CoordinatorUnavailableException.class)
          .until(() -> far.start("NW-2", timeout).equals(lra));
    }
  }

  @Test
  void forcesARecoveryScanWhereTheCoordinatorDoesNotKnowTheSagaYet() {
    plan(lra.getPath() + "/close", new Reply(404, ""), new Reply(200, "Closed"));
    plan("/lra-coordinator/recovery", new Reply(200, "[]"));

    assertThat(coordinator.close(lra)).isEqualTo(SagaOutcome.CLOSED);
    assertThat(requests)
        .containsExactly(
            "PUT /lra-coordinator/0_ffff_1/close",
            "GET /lra-coordinator/recovery",
            "PUT /lra-coordinator/0_ffff_1/close");
  }

  @Test
  void saysThatASagaHasEndedWhereTheScanDoesNotFindIt() {
    plan("/lra-coordinator/recovery", new Reply(200, "[]"));

    assertThatThrownBy(() -> coordinator.join(lra, new Participant(lra, null)))
        .isInstanceOf(SagaEndedException.class)
        .hasMessageContaining(lra.toString());
    assertThat(requests).contains("GET /lra-coordinator/recovery");
  }

  @ParameterizedTest
  @ValueSource(ints = {410, 412})
  void saysThatASagaTakesNoJoinAnyMore(int status) {
    plan(lra.getPath(), new Reply(status, ""));

    assertThatThrownBy(() -> coordinator.join(lra, new Participant(lra, null)))
        .isInstanceOf(SagaEndedException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 400, 401, 302})
  void knowsNothingFromAnyOtherAnswer(int status) {
    plan(lra.getPath(), new Reply(status, ""));
    plan(lra.getPath() + "/cancel", new Reply(status, "Cancelled"));
    plan("/lra-coordinator/start", new Reply(status, lra.toString()));

    assertThatThrownBy(() -> coordinator.join(lra, new Participant(lra, null)))
        .isInstanceOf(CoordinatorUnavailableException.class);
    assertThatThrownBy(() -> coordinator.cancel(lra))
        .isInstanceOf(CoordinatorUnavailableException.class);
    assertThatThrownBy(() -> coordinator.start("NW-1", Duration.ofSeconds(1)))
        .isInstanceOf(CoordinatorUnavailableException.class);
  }

  @Test
  void saysWhereItsSagasAre() {
    assertThat(coordinator.address()).isEqualTo(url.resolve("/lra-coordinator"));
    assertThat(SagaIds.belongsTo(coordinator.address(), lra.toString())).isTrue();
    assertThat(SagaIds.opaque(lra)).isEqualTo("0_ffff_1");
  }
}
