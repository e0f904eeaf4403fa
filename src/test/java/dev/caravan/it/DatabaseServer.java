package dev.caravan.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/** A PostgreSQL of its own, in a directory of its own, that can go away and come again. */
final class DatabaseServer implements AutoCloseable {
  private final Path folder;
  private final int port = CaravanProcess.freePort();
  private EmbeddedPostgres server;

  DatabaseServer(String name) {
    folder = Path.of("target", "it", name).toAbsolutePath();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** Has it do something behind Caravan's back. */
  void execute(String sql) {
    new JdbcTemplate(server.getPostgresDatabase()).execute(sql);
  }

  /** What lets Caravan use it, and more settings. */
  String[] settings(String... more) {
    return settingsAt(port, more);
  }

  /** What lets Caravan use what answers at a port as a database, and more settings. */
  static String[] settingsAt(int port, String... more) {
    return Stream.concat(
            Stream.of(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres",
                "--spring.datasource.hikari.connection-timeout=3000"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
              .setDataDirectory(folder.resolve("cluster"))
              .setCleanDataDirectory(false)
              .setPort(port)
              .setServerConfig("fsync", "on")
              .setServerConfig("unix_socket_directories", "")
              .setPGStartupWait(Duration.ofSeconds(60))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} of it and of all its children. */
  void kill() {
    Path pidFile = folder.resolve("cluster").resolve("postmaster.pid");
    try {
      ProcessHandle postmaster =
          ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
              .orElseThrow();
      postmaster.descendants().forEach(ProcessHandle::destroyForcibly);
      postmaster.destroyForcibly();
      postmaster.onExit().join();
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stop(); // lets go of the library's own lock
  }

  @Override
  public void close() {
    stop();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
