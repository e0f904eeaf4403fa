package dev.caravan.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process that a cluster's {@code postmaster.pid} names.
 *
 * <p>It outlives a killed JVM. Whoever holds the data directory's lock may stop it: no other owner
 * is alive.
 */
final class Postmaster {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path cluster;

  Postmaster(Path cluster) {
    this.cluster = cluster;
  }

  /**
   * Ends the server of this cluster, if there is one, and takes a stale pid file away. Committed
   * data are safe whichever way it ends.
   *
   * @throws IllegalStateException where the process outlives even a kill
   */
  void stop() throws IOException {
    Path pidFile = cluster.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> server = process(Files.readAllLines(pidFile));
    if (server.isPresent()) {
      LOG.warn("stopping the PostgreSQL server that a former run left behind");
      end(server.get());
    }
    Files.deleteIfExists(pidFile);
  }

  private void end(ProcessHandle server) throws IOException {
    // SIGINT disconnects the clients and makes a checkpoint, SIGQUIT leaves that to recovery; the
    // SIGTERM of ProcessHandle.destroy() would wait for the clients, dead ones for hours
    for (String signal : List.of("INT", "QUIT")) {
      signal(server, signal);
      if (ended(server)) {
        return;
      }
    }
    server.destroyForcibly();
    if (!ended(server)) {
      throw new IllegalStateException(
          "caravan.data-dir: the PostgreSQL server of "
              + cluster
              + ", process "
              + server.pid()
              + ", does not end");
    }
  }

  private static void signal(ProcessHandle server, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      server.destroy(); // no kill command: Windows
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ended(ProcessHandle server) {
    try {
      server.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // still there
    }
    return !server.isAlive();
  }

  /** The live process, if it is PostgreSQL on this cluster: a pid is soon given to another. */
  private Optional<ProcessHandle> process(List<String> pidFile) {
    try {
      return pidFile.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(pidFile.get(0).strip()))
              .filter(ProcessHandle::isAlive)
              .filter(this::servesThisCluster);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean servesThisCluster(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    boolean postgres =
        info.command()
            .map(command -> Path.of(command).getFileName().toString())
            .orElse("")
            .startsWith("postgres");
    // where the platform tells no arguments, the pid file's pid and the program have to do
    return postgres
        && info.arguments()
            .map(arguments -> List.of(arguments).contains(cluster.toString()))
            .orElse(true);
  }
}
