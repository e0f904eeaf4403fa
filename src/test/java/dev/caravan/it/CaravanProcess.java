package dev.caravan.it;

import dev.caravan.testing.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * {@code target/caravan.jar} in a JVM of its own, in a fresh directory under {@code target/it};
 * {@linkplain UnpackedJar unpacked}, unless the test wants it packed. It can be killed and started
 * again on the same data and ports; nothing of it outlives the close.
 */
final class CaravanProcess implements AutoCloseable {
  static final Path JAR = Path.of("target", "caravan.jar").toAbsolutePath();

  // from here on the JVM itself writes to standard error about libraries (see the README's gotchas)
  private static final int FIRST_TO_WARN_OF_UNSAFE = 24;

  private static final Path FOLDER = Path.of("target", "it").toAbsolutePath();
  private static final Duration START = Duration.ofSeconds(150);
  private static final Duration STOP = Duration.ofSeconds(45);

  private final List<String> code;
  private final Path directory;
  private final int port = freePort();
  private final int coordinatorPort = freePort();
  private final List<String> settings;
  private final Thread hook = new Thread(this::end);
  private Process process;
  private Optional<ProcessHandle> postmaster = Optional.empty();

  private CaravanProcess(List<String> code, Path directory, List<String> settings) {
    this.code = code;
    this.directory = directory;
    this.settings = settings;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Nothing runs yet.
   *
   * @param name of its directory
   * @param settings such as {@code --caravan.saga.timeout=5s}; of two with one name the last counts
   */
  static CaravanProcess prepare(String name, String... settings) {
    return prepareBy(UnpackedJar.options(), name, settings);
  }

  /**
   * Nothing runs yet.
   *
   * @param code what follows the options of the JVM
   */
  static CaravanProcess prepareBy(List<String> code, String name, String... settings) {
    Path directory = FOLDER.resolve(name);
    try {
      FileSystemUtils.deleteRecursively(directory);
      Files.createDirectories(directory.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CaravanProcess(code, directory, List.of(settings));
  }

  /** Takes orders when it returns. */
  static CaravanProcess started(String name, String... settings) {
    return started(prepare(name, settings));
  }

  /** As {@link #started}, but from the jar as it is. */
  static CaravanProcess startedPacked(String name, String... settings) {
    return started(prepareBy(List.of("-jar", JAR.toString()), name, settings));
  }

  /** Starts what is prepared; nothing of it is left where it does not start. */
  static CaravanProcess started(CaravanProcess application) {
    try {
      return application.start();
    } catch (RuntimeException | Error e) {
      application.close();
      throw e;
    }
  }

  /** Starts it, again if need be, and waits until it takes orders. */
  CaravanProcess start(String... more) {
    launch(more);
    Api api = api();
    Conditions.await("readiness, see " + log(), START, () -> !process.isAlive() || api.isReady());
    if (!process.isAlive()) {
      throw new AssertionError("ended with " + process.exitValue() + ": " + errors());
    }
    postmaster = findPostmaster();
    return this;
  }

  /** A coordinator alone, which answers when it returns. */
  static CaravanProcess coordinator(String name) {
    CaravanProcess coordinator = prepare(name, "--spring.profiles.active=coordinator");
    try {
      return coordinator.startCoordinator();
    } catch (RuntimeException | Error e) {
      coordinator.close();
      throw e;
    }
  }

  /** Starts the coordinator, again if need be, and waits until it answers. */
  CaravanProcess startCoordinator() {
    launch();
    Api api = new Api(URI.create("http://127.0.0.1:" + coordinatorPort));
    Conditions.await(
        "coordinator",
        START,
        () -> {
          try {
            return api.send("GET", "/lra-coordinator/", BodyPublishers.noBody()).status() == 200;
          } catch (UncheckedIOException e) {
            return !process.isAlive();
          }
        });
    if (!process.isAlive()) {
      throw new AssertionError("ended with " + process.exitValue() + ": " + errors());
    }
    return this;
  }

  /** Takes the store of a coordinator away that does not run. */
  void loseCoordinatorStore() {
    try {
      if (!FileSystemUtils.deleteRecursively(data().resolve("coordinator"))) {
        throw new AssertionError("there was no store in " + data());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What has an application use this coordinator instead of its own. */
  String[] settingsOf(CaravanProcess application) {
    return new String[] {
      "--caravan.coordinator.mode=external",
      "--camel.lra.coordinator-url=http://127.0.0.1:" + coordinatorPort,
      "--camel.lra.local-participant-url=http://127.0.0.1:" + application.port
    };
  }

  /** Ends it as an operator does, and waits for that. */
  void stop() {
    terminate();
    exitCode(STOP);
  }

  /** What a command of the jar came to. */
  record Ended(int code, String output, List<String> errors) {}

  /** Runs a command of the jar on the same data, to its end. */
  Ended command(String... words) {
    List<String> command = java();
    command.addAll(List.of(words));
    command.add("--caravan.data-dir=" + data());
    command.addAll(settings);
    Path output = directory.resolve("output");
    try {
      Process ended =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errorFile())
              .start();
      if (!ended.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
        ended.destroyForcibly();
        throw new AssertionError("still runs: " + command);
      }
      return new Ended(ended.exitValue(), Files.readString(output), errors().lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Starts it without waiting for anything. */
  CaravanProcess launch(String... more) {
    List<String> command = java();
    command.addAll(arguments(more));
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .redirectError(errorFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(JavaProcess.executable());
    command.add("-Xmx384m");
    // short lives: the second compiler and a second thread for garbage would not pay
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    if (Runtime.version().feature() >= FIRST_TO_WARN_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
    command.addAll(code);
    return command;
  }

  /** Spring would make a list of a setting that is given twice. */
  private Collection<String> arguments(String... more) {
    List<String> all = new ArrayList<>();
    all.add("--server.port=" + port);
    all.add("--caravan.coordinator.port=" + coordinatorPort);
    all.add("--caravan.data-dir=" + data());
    all.addAll(settings);
    all.addAll(List.of(more));
    Map<String, String> byName = new LinkedHashMap<>();
    all.forEach(argument -> byName.put(argument.split("=", 2)[0], argument));
    return byName.values();
  }

  Api api() {
    return new Api(URI.create("http://127.0.0.1:" + port));
  }

  int port() {
    return port;
  }

  int coordinatorPort() {
    return coordinatorPort;
  }

  Path data() {
    return directory.resolve("data");
  }

  Path log() {
    return directory.resolve("caravan.log");
  }

  /** What its last run wrote to standard error. */
  String errors() {
    try {
      return Files.readString(errorFile().toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private File errorFile() {
    return directory.resolve("errors.log").toFile();
  }

  /** The CPU time that it has used, its database's not included. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The server process of the embedded database that it started last; empty where none lives. */
  Optional<ProcessHandle> postmaster() {
    return findPostmaster().or(() -> postmaster).filter(this::isOurs);
  }

  /** As {@code kill -9} does. Its database goes on, as it would on an operator's machine. */
  void kill() {
    process.destroyForcibly();
    exitCode(STOP);
  }

  /** As SIGTERM does; returns at once. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end of the process. */
  int exitCode(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still runs after " + atMost + ", see " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends all of it, whatever state it is in, and takes its data away; the log stays. */
  @Override
  public void close() {
    end();
    try {
      FileSystemUtils.deleteRecursively(data());
      FileSystemUtils.deleteRecursively(directory.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // this JVM goes down, and the hook is what runs
    }
  }

  private synchronized void end() {
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Optional<ProcessHandle> left = postmaster();
      if (left.isPresent()) {
        left.get().destroyForcibly();
        left.get().onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the database does not end", e);
    }
  }

  private Optional<ProcessHandle> findPostmaster() {
    try {
      List<String> file = Files.readAllLines(cluster().resolve("postmaster.pid"));
      return ProcessHandle.of(Long.parseLong(file.get(0).strip()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // it is down, was never up, or just writes the file
    }
  }

  private Path cluster() {
    return data().resolve("postgres");
  }

  /** A pid is soon given to another process. */
  private boolean isOurs(ProcessHandle server) {
    return server.isAlive()
        && server
            .info()
            .arguments()
            .map(arguments -> List.of(arguments).contains(cluster().toString()))
            .orElse(false);
  }

  /** Below the range of which the system itself takes ports, so that it stays free meanwhile. */
  static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken
      }
    }
    throw new IllegalStateException("no free port");
  }
}
