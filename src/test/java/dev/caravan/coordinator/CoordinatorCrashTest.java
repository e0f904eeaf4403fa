package dev.caravan.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.caravan.saga.SagaOutcome;
import dev.caravan.testing.JavaProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the coordinator still knows and does after its process was killed. */
@Timeout(60)
class CoordinatorCrashTest {
  @TempDir Path directory;
  private final List<String> callbacks = new CopyOnWriteArrayList<>();
  private final Set<String> paths = ConcurrentHashMap.newKeySet();
  private final CountDownLatch killed = new CountDownLatch(1);
  private volatile int answer = 200;
  private volatile boolean answersLate;
  private HttpServer participant;
  private CoordinatorServer server;
  private EmbeddedLraCoordinator coordinator;

  @BeforeEach
  void listen() throws IOException {
    participant = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    participant.createContext(
        "/undo",
        exchange -> {
          callbacks.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Long-Running-Action"));
          paths.add(exchange.getRequestURI().getPath());
          if (answersLate) {
            awaitKill();
          }
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    participant.start();
    server = new CoordinatorServer(0, directory, () -> null);
    coordinator = new EmbeddedLraCoordinator(server);
  }

  @AfterEach
  void stop() {
    server.stop();
    participant.stop(0);
  }

  @Test
  void anOpenSagaCanBeCancelledAfterTheCrash() throws Exception {
    URI saga = sagaOfAKilledProcess("300000");
    server.start();

    assertThat(coordinator.cancel(saga)).isIn(SagaOutcome.CANCELLED, SagaOutcome.CANCELLING);
    await().atMost(Duration.ofSeconds(20)).until(() -> callbacks.contains("PUT " + saga));
  }

  @Test
  void anOpenSagaCanBeClosedAfterTheCrash() throws Exception {
    URI saga = sagaOfAKilledProcess("300000");
    server.start();

    assertThat(coordinator.close(saga)).isEqualTo(SagaOutcome.CLOSED);
    assertThat(callbacks).isEmpty();
  }

  @Test
  void aDeadlineThatPassedMeanwhileCompensates() throws Exception {
    URI saga = sagaOfAKilledProcess("2000");
    server.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> callbacks.contains("PUT " + saga));
  }

  @Test
  void aCancellationInProgressGoesOn() throws Exception {
    answer = 503;
    URI saga = sagaOfAKilledProcess("300000", "cancel");
    callbacks.clear();
    answer = 200;
    server.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> callbacks.contains("PUT " + saga));
  }

  @Test
  void aCloseInProgressGoesOn() throws Exception {
    answersLate = true;
    URI saga = sagaOfAKilledProcess("300000", "close");
    callbacks.clear();
    server.start();

    await().atMost(Duration.ofSeconds(20)).until(() -> callbacks.contains("PUT " + saga));
    assertThat(paths).containsExactly("/undo/completion");
  }

  private void awaitKill() {
    try {
      killed.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private URI sagaOfAKilledProcess(String timeLimit, String... more) throws Exception {
    ProcessBuilder coordinator =
        JavaProcess.of(
            "256m",
            CoordinatorProcess.class,
            directory.toString(),
            "http://127.0.0.1:" + participant.getAddress().getPort() + "/undo",
            timeLimit);
    coordinator.command().addAll(List.of(more));
    Process process = coordinator.redirectError(new File(directory.toFile(), "stderr")).start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith("saga ")) {
        line = output.readLine();
      }
      assertThat(line).isNotNull();
      if (answersLate) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !callbacks.isEmpty());
      }
      return URI.create(line.substring("saga ".length()));
    } finally {
      process.destroyForcibly().waitFor();
      killed.countDown();
    }
  }
}
