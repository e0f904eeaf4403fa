package dev.caravan.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Drives the wirings over HTTP and prints what they do. All of them run, and take turns: a machine
 * that is faster now and slower then is so for each of them alike. The others have nothing to do
 * meanwhile but what they do each second.
 *
 * <p>Speed is measured here and never asserted; what fails it is an order that ends wrongly.
 * Kafka's broker, where there is one, runs in this JVM: its processor time is not in the figures.
 */
class SagaBenchmark {
  private static final int TURNS = 8;

  private final Parameters parameters = Parameters.fromSystemProperties();
  private final Path target =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");
  private final Path jar = target.resolve("caravan.jar");
  private final Path directory = target.resolve("benchmark");

  @Test
  void measure() throws IOException, InterruptedException {
    FileSystemUtils.deleteRecursively(directory);
    String classPath = UnpackedJar.unpack(jar, directory.resolve("unpacked"));
    List<MeasuredWiring> running = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    try {
      for (Wiring wiring : parameters.wirings()) {
        running.add(MeasuredWiring.start(wiring, parameters, directory, jar, classPath));
      }
      for (int callers : parameters.callers()) {
        measure(running, callers, rows);
      }
      for (MeasuredWiring wiring : running) {
        wiring.balance();
      }
    } finally {
      running.forEach(MeasuredWiring::close);
      // what was measured is worth knowing, also where an order ended wrongly afterwards
      rows.sort(Comparator.comparing(row -> parameters.wirings().indexOf(Wiring.of(row.wiring()))));
      Report report = new Report(parameters, rows);
      System.out.println(report.table());
      report.write(target.resolve("benchmark.json"));
    }
  }

  private void measure(List<MeasuredWiring> running, int callers, List<Row> rows)
      throws InterruptedException {
    for (MeasuredWiring wiring : running) {
      wiring.warmUp(parameters.warmup(), callers);
    }
    for (int turn = 0; turn < TURNS; turn++) {
      // what the division leaves over is for the first ones
      int orders = parameters.orders() / TURNS + (turn < parameters.orders() % TURNS ? 1 : 0);
      for (MeasuredWiring wiring : running) {
        wiring.measure(orders, callers);
      }
    }
    for (MeasuredWiring wiring : running) {
      rows.add(wiring.row(callers));
      System.out.println(rows.get(rows.size() - 1));
    }
  }
}
