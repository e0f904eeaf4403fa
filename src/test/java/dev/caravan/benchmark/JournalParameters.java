package dev.caravan.benchmark;

import java.time.Duration;
import java.util.List;

/**
 * What can be set on the command line with {@code -Dbenchmark.…}.
 *
 * @param events how long the journal gets that is read, rebuilt from and verified
 * @param writers how many write at the same time
 * @param time how long each kind of append is measured, after half of it for warm-up
 * @param jvm flags of the application that rebuilds and verifies
 */
record JournalParameters(long events, List<Integer> writers, Duration time, List<String> jvm) {

  static JournalParameters fromSystemProperties() {
    return new JournalParameters(
        Long.getLong("benchmark.events", 1_000_000),
        Parameters.split("benchmark.writers", "1,8,32", ",").stream()
            .map(Integer::valueOf)
            .toList(),
        Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 6)),
        // little, so that whatever kept the journal in memory would not end
        Parameters.split("benchmark.journal.jvm", "-Xmx256m", " "));
  }
}
