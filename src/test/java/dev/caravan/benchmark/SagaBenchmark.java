package dev.caravan.benchmark;

import dev.caravan.benchmark.Load.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Drives the wirings over HTTP, one after the other, and prints what they do.
 *
 * <p>Speed is measured here and never asserted; what fails it is an order that ends wrongly. First
 * comes the wiring without a saga, so that what a first run pays, such as for a cold file cache, is
 * not paid by one of those that are compared. Kafka's broker, where there is one, runs in this JVM:
 * its processor time is not in the figures.
 */
class SagaBenchmark {
  private final Parameters parameters = Parameters.fromSystemProperties();
  private final Path target =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");
  private final Path jar = target.resolve("caravan.jar");
  private final Path directory = target.resolve("benchmark");

  @Test
  void measure() throws IOException, InterruptedException {
    FileSystemUtils.deleteRecursively(directory);
    String classPath = UnpackedJar.unpack(jar, directory.resolve("unpacked"));
    List<Row> rows = new ArrayList<>();
    try {
      for (Wiring wiring : parameters.wirings()) {
        System.out.printf("(%s) %s%n", wiring.key(), wiring.title());
        measure(wiring, classPath, rows);
      }
    } finally {
      // what was measured is worth knowing, also where an order ended wrongly afterwards
      Report report = new Report(parameters, rows);
      System.out.println(report.table());
      report.write(target.resolve("benchmark.json"));
    }
  }

  private void measure(Wiring wiring, String classPath, List<Row> rows)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(directory.resolve(wiring.key()));
    try (ApplicationProcess application =
        ApplicationProcess.start(wiring, parameters, own, jar, classPath)) {
      Api api = new Api(application.address());
      OrderRequests.stock(api);
      Load load = new Load(application.address(), wiring.flow());
      for (int callers : parameters.callers()) {
        load.place(parameters.warmup(), callers);
        rows.add(row(wiring, callers, application, load));
        System.out.println(rows.get(rows.size() - 1));
      }
      new Books(api, load).balance();
    }
  }

  private Row row(Wiring wiring, int callers, ApplicationProcess application, Load load)
      throws InterruptedException {
    int confirmed = load.confirmed();
    int refused = load.refused();
    Optional<Duration> before = application.cpuTime();
    Seen seen = load.place(parameters.orders(), callers);
    Optional<Duration> after = application.cpuTime();
    return new Row(
        wiring.key(),
        callers,
        parameters.orders() * 1e9 / seen.time().toNanos(),
        seen.latency().getValueAtPercentile(50) / 1000.0,
        seen.latency().getValueAtPercentile(99) / 1000.0,
        before.isPresent() && after.isPresent()
            ? (double) after.get().minus(before.get()).toMillis() / parameters.orders()
            : null,
        load.confirmed() - confirmed,
        load.refused() - refused);
  }
}
