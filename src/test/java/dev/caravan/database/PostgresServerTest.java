package dev.caravan.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.JavaProcess;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresServerTest {
  /** One for all, as it takes long to make a cluster; each test starts and stops its server. */
  @TempDir private static Path directory;

  @Test
  void keepsDataAcrossARestart() throws Exception {
    run(statement -> statement.execute("CREATE TABLE kept AS SELECT 42 AS answer"));

    run(statement -> assertThat(value(statement, "SELECT answer FROM kept")).isEqualTo("42"));
  }

  @Test
  void isDurableAndClosedToOthers() throws Exception {
    try (DataDirectory data = new DataDirectory(directory.toString());
        PostgresServer server = new PostgresServer(data)) {
      try (Connection connection = connect(server, server.password());
          Statement statement = connection.createStatement()) {
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
          assertThat(value(statement, "SHOW " + setting)).as(setting).isEqualTo("on");
        }
        assertThat(value(statement, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(value(statement, "SHOW server_encoding")).isEqualTo("UTF8");
      }
      assertThatThrownBy(() -> connect(server, "guess")).isInstanceOf(SQLException.class);
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("postgres.password"))).hasSize(2);
  }

  @Test
  void takesOverFromAKilledProcess() throws Exception {
    Process killed =
        JavaProcess.of("256m", PostgresProcess.class, directory.toString())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    int committed = 0;
    try (BufferedReader output = killed.inputReader()) {
      while (committed < 100) {
        String line = output.readLine();
        assertThat(line).as("output of the process").isNotNull();
        if (line.startsWith("committed ")) {
          committed = Integer.parseInt(line.substring("committed ".length()));
        }
      }
    } finally {
      killed.destroyForcibly().waitFor();
    }
    ProcessHandle orphan = postmaster();
    assertThat(orphan.isAlive()).isTrue();

    run(
        statement ->
            assertThat(Integer.parseInt(value(statement, "SELECT max(id) FROM written")))
                .isGreaterThanOrEqualTo(100));
    assertThat(orphan.isAlive()).isFalse();
    assertThat(directory.resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void leavesAProcessAloneThatOnlyHasTheSamePid() throws Exception {
    run(statement -> {});
    Process stranger = new ProcessBuilder("sleep", "120").start();
    try {
      Files.writeString(directory.resolve("postgres/postmaster.pid"), stranger.pid() + "\n");

      run(statement -> assertThat(value(statement, "SELECT 1")).isEqualTo("1"));
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void leavesNoProcessBehind() throws Exception {
    ProcessHandle server;
    try (DataDirectory data = new DataDirectory(directory.toString());
        PostgresServer running = new PostgresServer(data)) {
      assertThat(running.url()).startsWith("jdbc:postgresql://127.0.0.1:");
      server = postmaster();
    }
    await().atMost(Duration.ofSeconds(5)).until(() -> !server.isAlive());
  }

  private static ProcessHandle postmaster() throws Exception {
    String pid = Files.readAllLines(directory.resolve("postgres/postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static void run(Work work) throws Exception {
    try (DataDirectory data = new DataDirectory(directory.toString());
        PostgresServer server = new PostgresServer(data);
        Connection connection = connect(server, server.password());
        Statement statement = connection.createStatement()) {
      work.with(statement);
    }
  }

  private static Connection connect(PostgresServer server, String password) throws SQLException {
    return DriverManager.getConnection(server.url(), PostgresServer.USER, password);
  }

  private static String value(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private interface Work {
    void with(Statement statement) throws SQLException;
  }
}
