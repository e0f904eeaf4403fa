package dev.caravan.benchmark;

import dev.caravan.benchmark.Load.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A wiring that is running, and what was seen of it with the present number of callers. */
final class MeasuredWiring implements AutoCloseable {
  private final Wiring wiring;
  private final ApplicationProcess application;
  private final Api api;
  private final Load load;
  private Histogram latency = Load.histogram();
  private Duration time = Duration.ZERO;
  private @Nullable Duration processor = Duration.ZERO;
  private int orders;
  private int confirmed;
  private int refused;

  private MeasuredWiring(Wiring wiring, ApplicationProcess application) {
    this.wiring = wiring;
    this.application = application;
    this.api = new Api(application.address());
    this.load = new Load(application.address(), wiring.flow());
  }

  /** Takes orders when it returns. */
  static MeasuredWiring start(
      Wiring wiring, Parameters parameters, Path directory, Path jar, String classPath)
      throws IOException, InterruptedException {
    System.out.printf("(%s) %s%n", wiring.key(), wiring.title());
    Path own = Files.createDirectories(directory.resolve(wiring.key()));
    MeasuredWiring started =
        new MeasuredWiring(
            wiring, ApplicationProcess.start(wiring, parameters, own, jar, classPath));
    OrderRequests.stock(started.api);
    return started;
  }

  /** Begins anew, with orders that are not measured. */
  void warmUp(int many, int callers) throws InterruptedException {
    load.place(many, callers);
    latency = Load.histogram();
    time = Duration.ZERO;
    processor = Duration.ZERO;
    orders = 0;
    confirmed = load.confirmed();
    refused = load.refused();
  }

  void measure(int many, int callers) throws InterruptedException {
    Optional<Duration> before = application.cpuTime();
    Seen seen = load.place(many, callers);
    Optional<Duration> after = application.cpuTime();
    latency.add(seen.latency());
    time = time.plus(seen.time());
    processor =
        processor == null || before.isEmpty() || after.isEmpty()
            ? null
            : processor.plus(after.get()).minus(before.get());
    orders += many;
  }

  Row row(int callers) {
    return new Row(
        wiring.key(),
        callers,
        orders * 1e9 / time.toNanos(),
        latency.getValueAtPercentile(50) / 1000.0,
        latency.getValueAtPercentile(99) / 1000.0,
        processor == null ? null : (double) processor.toMillis() / orders,
        load.confirmed() - confirmed,
        load.refused() - refused);
  }

  /** Fails where an order ended wrongly. */
  void balance() throws IOException, InterruptedException {
    new Books(api, load).balance();
  }

  @Override
  public void close() {
    application.close();
  }
}
