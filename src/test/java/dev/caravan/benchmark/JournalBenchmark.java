package dev.caravan.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * Measures the journal: appends beside bare inserts and the disk's own limit, then reading,
 * rebuilding and verifying a long one in the packaged application.
 *
 * <p>Speed is measured here and never asserted; what fails it is a journal that is not whole.
 */
class JournalBenchmark {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final JournalParameters parameters = JournalParameters.fromSystemProperties();
  private final Path target =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");
  private final Path directory = target.resolve("benchmark-journal");
  private final JournalReport report = new JournalReport(parameters);

  @Test
  void measure() throws Exception {
    FileSystemUtils.deleteRecursively(directory);
    Files.createDirectories(directory);
    try {
      try (JournalAlone journal = JournalAlone.start(directory.resolve("data"))) {
        appends(journal);
        fill(journal);
        readAll(journal);
        aggregates(journal);
      }
      application();
    } finally {
      System.out.println(report.table());
      report.write(target.resolve("benchmark-journal.json"));
    }
  }

  private void appends(JournalAlone journal) throws Exception {
    SampleHistory history = new SampleHistory();
    int bytes = history.order().bytes() / SampleHistory.Order.EVENTS;
    report.add(
        "disk: one writer, %d bytes and fsync".formatted(bytes),
        DiskLimit.perSecond(directory, bytes, parameters.time()));
    BareInserts bare = new BareInserts(journal.database());
    for (int writers : parameters.writers()) {
      report.add(
          "bare insert, %d writers".formatted(writers),
          Writers.perSecond(writers, parameters.time(), bare::one));
      report.add(
          "append of one event, %d writers".formatted(writers),
          Writers.perSecond(writers, parameters.time(), () -> journal.append(history.single())));
      report.add(
          "bare insert of 8 in a transaction, %d writers".formatted(writers),
          Writers.perSecond(writers, parameters.time(), bare::eight));
      report.add(
          "append of orders of 8, %d writers".formatted(writers),
          Writers.perSecond(writers, parameters.time(), () -> journal.append(history.order())));
    }
    bare.drop();
  }

  private void fill(JournalAlone journal) throws Exception {
    SampleHistory history = new SampleHistory();
    journal.fill(parameters.events(), history);
  }

  private void readAll(JournalAlone journal) {
    long begun = System.nanoTime();
    long events = journal.readAll();
    report.add("read all, %d events".formatted(events), perSecond(events, begun));
  }

  // both have as many events to fold as there can be: the long one 99 since its snapshot
  private void aggregates(JournalAlone journal) throws Exception {
    SampleHistory history = new SampleHistory();
    journal.append(history.many("sample-short", 100), 0);
    journal.append(history.many("sample-long", 10_000), 0);
    journal.load("sample-long");
    await(() -> journal.hasSnapshot("sample-long"));
    journal.append(history.many("sample-long", 99), 10_000);
    loads(journal, "sample-short", 100);
    loads(journal, "sample-long", 10_099);
  }

  private void loads(JournalAlone journal, String stream, int events) throws Exception {
    report.add(
        "loads of an aggregate of %d events".formatted(events),
        Writers.perSecond(1, parameters.time(), () -> journal.load(stream) == events ? 1 : 0));
  }

  private void application() throws IOException, InterruptedException {
    try (ApplicationProcess application =
        ApplicationProcess.start(
            Wiring.B,
            Parameters.withJvm(parameters.jvm()),
            directory,
            target.resolve("caravan.jar"),
            "")) {
      Api api = new Api(application.address());
      await(() -> caughtUp(api));
      report.memory("after following the journal", application.peakMemory());

      long begun = System.nanoTime();
      api.post("/api/projections/orders/rebuild");
      await(() -> caughtUp(api));
      report.add("rebuild of the orders read model", perSecond(parameters.events(), begun));
      report.memory("after the rebuild", application.peakMemory());

      begun = System.nanoTime();
      JsonNode verified = api.get("/api/journal/verification");
      if (!verified.path("valid").asBoolean()) {
        throw new IllegalStateException("the journal is not whole: " + verified);
      }
      report.add("verification", perSecond(verified.path("events").asLong(), begun));
      report.memory("after the verification", application.peakMemory());
    }
  }

  private static boolean caughtUp(Api api) throws IOException, InterruptedException {
    for (JsonNode projection : api.get("/api/projections")) {
      if (!projection.path("state").asText().equals("RUNNING")
          || projection.path("lag").asLong() > 0) {
        return false;
      }
    }
    return true;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not done after " + LONGEST);
      }
      Thread.sleep(50);
    }
  }

  private static double perSecond(long events, long begun) {
    return events * 1e9 / (System.nanoTime() - begun);
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }
}
