package dev.caravan.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processor time of processes, as Linux tells it in {@code /proc/<pid>/stat}. */
final class CpuTime {
  /** What a tick is to programs, on every Linux. */
  private static final Duration TICK = Duration.ofMillis(10);

  // fields after the program's name, which may hold anything: state, parent, …
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int CHILDREN_SYSTEM = 14;

  private CpuTime() {}

  /**
   * Of the JVM and of the database server: the postmaster, its children, and those that ended. Of
   * the JVM's own children only those that ended count, as the server is one of them or of nobody.
   */
  static Optional<Duration> of(long jvm, long postmaster) {
    if (!Files.isReadable(Path.of("/proc/self/stat"))) {
      return Optional.empty();
    }
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      long ticks =
          processes
              .filter(path -> path.getFileName().toString().matches("\\d+"))
              .mapToLong(path -> ticks(path, jvm, postmaster))
              .sum();
      return Optional.of(TICK.multipliedBy(ticks));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ticks(Path process, long jvm, long postmaster) {
    long pid = Long.parseLong(process.getFileName().toString());
    List<String> fields = fields(process);
    boolean counts =
        pid == jvm
            || pid == postmaster
            || (!fields.isEmpty() && Long.parseLong(fields.get(PARENT)) == postmaster);
    return counts && !fields.isEmpty()
        ? fields.subList(USER, CHILDREN_SYSTEM + 1).stream().mapToLong(Long::parseLong).sum()
        : 0;
  }

  private static List<String> fields(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    } catch (NoSuchFileException e) {
      return List.of(); // ended meanwhile
    } catch (IOException e) {
      return List.of(); // ended while it was read
    }
  }
}
