package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** The database is a process of its own, which goes away while orders run and comes again. */
class DatabaseRestartIT {
  private static final Duration PROGRESS = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(90);
  private static final Path FOLDER = Path.of("target", "it", "database").toAbsolutePath();

  private final int port = CaravanProcess.freePort();
  private EmbeddedPostgres database;

  @BeforeEach
  void startDatabase() throws IOException {
    FileSystemUtils.deleteRecursively(FOLDER);
    database = server();
  }

  @AfterEach
  void stopDatabase() throws IOException {
    database.close();
    FileSystemUtils.deleteRecursively(FOLDER);
  }

  private EmbeddedPostgres server() throws IOException {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(FOLDER.resolve("binaries").toFile())
        .setDataDirectory(FOLDER.resolve("cluster"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .setServerConfig("unix_socket_directories", "")
        .setPGStartupWait(Duration.ofSeconds(60))
        .start();
  }

  /** The server's children notice it and end by themselves. */
  private void killDatabase() throws IOException {
    Path pidFile = FOLDER.resolve("cluster").resolve("postmaster.pid");
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip())).orElseThrow();
    server.descendants().forEach(ProcessHandle::destroyForcibly);
    server.destroyForcibly();
    server.onExit().join();
    Files.deleteIfExists(pidFile);
    database.close(); // lets go of the library's own lock
  }

  @Test
  void endsEveryOrderAlthoughTheDatabaseIsStoppedAndKilled() throws IOException {
    try (CaravanProcess application =
        CaravanProcess.started(
            "database-restart",
            "--caravan.saga.timeout=5s",
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "--spring.datasource.username=postgres",
            "--spring.datasource.password=postgres",
            "--spring.datasource.hikari.connection-timeout=3000")) {
      Api api = application.api();
      Load.stock(api);
      Load load = Load.of(api, 8);
      try (load) {
        awaitOrders(load, 20);
        database.close();
        awaitRefusals(load);
        assertThat(api.isReady()).as("ready without a database").isFalse();
        database = server();
        awaitOrders(load, 20);
        killDatabase();
        awaitRefusals(load);
        database = server();
        awaitOrders(load, 1);
      }

      Books books = Books.settled(api, RECOVERY);

      assertThat(load.unanswered()).as("requests without an answer").isEmpty();
      books.assertKept(load);
      books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
      Conditions.await("readiness", PROGRESS, api::isReady);
    }
  }

  private static void awaitOrders(Load load, int count) {
    long enough = load.answers(201) + count;
    Conditions.await("orders go through", PROGRESS, () -> load.answers(201) >= enough);
  }

  private static void awaitRefusals(Load load) {
    long enough = load.answers(503) + 8;
    Conditions.await("refusals", PROGRESS, () -> load.answers(503) >= enough);
  }
}
