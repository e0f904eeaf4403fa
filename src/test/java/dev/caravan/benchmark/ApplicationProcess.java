package dev.caravan.benchmark;

import dev.caravan.testing.JavaProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A wiring in a JVM of its own, with a fresh data directory; nothing of it outlives the close. */
final class ApplicationProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration STOP = Duration.ofSeconds(40);

  private final Path log;
  private final int port;
  private final Path cluster;
  private final Process process;
  private final Thread hook = new Thread(this::end);
  private Optional<ProcessHandle> database = Optional.empty();

  private ApplicationProcess(Path log, int port, Path cluster, Process process) {
    this.log = log;
    this.port = port;
    this.cluster = cluster;
    this.process = process;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Takes orders when it returns. */
  static ApplicationProcess start(
      Wiring wiring, Parameters parameters, Path directory, Path jar, String classPath)
      throws IOException, InterruptedException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    Path data = directory.resolve("data");
    Path log = directory.resolve("application.log");
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(JavaProcess.executable());
    command.addAll(parameters.jvm());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(wiring.command(jar, classPath, port, freePort()));
    command.add("--server.port=" + port);
    command.add("--caravan.data-dir=" + data);
    // the application silences it, as its own main class says in one line what is wrong
    command.add(
        "--logging.level.org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter=error");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    ApplicationProcess application =
        new ApplicationProcess(log, port, data.resolve("postgres"), process);
    try {
      application.awaitReady();
    } catch (IOException | InterruptedException | RuntimeException e) {
      application.close();
      throw e;
    }
    return application;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Processor time of the JVM and its database so far; empty where the platform does not tell. */
  Optional<Duration> cpuTime() {
    return database.flatMap(server -> CpuTime.of(process.pid(), server.pid()));
  }

  /** The most memory that the JVM held so far, in bytes; empty where the platform does not tell. */
  Optional<Long> peakMemory() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return Optional.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst();
  }

  private void awaitReady() throws IOException, InterruptedException {
    Api api = new Api(address());
    long deadline = System.nanoTime() + START.toNanos();
    while (!api.isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("the application did not start, see " + log);
      }
      Thread.sleep(100);
    }
    database = postmaster();
  }

  private Optional<ProcessHandle> postmaster() {
    try {
      List<String> file = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return ProcessHandle.of(Long.parseLong(file.get(0).strip()));
    } catch (IOException e) {
      return Optional.empty(); // it is down, or was never up
    }
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // this JVM goes down, and the hook is what runs
    }
  }

  private synchronized void end() {
    Optional<ProcessHandle> server = database.or(this::postmaster);
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    server.filter(this::isOurs).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** A pid is soon given to another process. */
  private boolean isOurs(ProcessHandle server) {
    return server.isAlive()
        && server
            .info()
            .arguments()
            .map(arguments -> List.of(arguments).contains(cluster.toString()))
            .orElse(false);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
