package dev.caravan.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How the last sagas on a revision went; safe for use by several threads. */
final class Figures {
  /** How many are remembered; more would tell of a time that is over. */
  private static final int LAST = 1_000;

  /** With fewer, one slow saga would be the 99th percentile. */
  private static final int LEAST_FOR_P99 = 100;

  /** Of a normal distribution: one in a thousand lies beyond. */
  private static final double Z = 3;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, boolean failed) {}

  /**
   * What they say.
   *
   * @param sagas how many ended
   * @param failedShare of them, from 0 to 1
   * @param leastFailedShare that can be taken for sure (Wilson's lower bound), however few there
   *     are
   * @param p99Millis the 99th percentile of the time they took; 0 where there are too few
   */
  record Summary(int sagas, double failedShare, double leastFailedShare, double p99Millis) {}

  synchronized void add(Duration took, boolean failed) {
    samples.addLast(new Sample(took.toNanos(), failed));
    if (samples.size() > LAST) {
      samples.removeFirst();
    }
  }

  synchronized Summary summary() {
    int n = samples.size();
    if (n == 0) {
      return new Summary(0, 0, 0, 0);
    }
    double share = (double) samples.stream().filter(Sample::failed).count() / n;
    double p99 = 0;
    if (n >= LEAST_FOR_P99) {
      long[] sorted = samples.stream().mapToLong(Sample::nanos).sorted().toArray();
      p99 = sorted[n * 99 / 100] / 1e6;
    }
    return new Summary(n, share, wilson(share, n), p99);
  }

  // Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927
  private static double wilson(double share, int n) {
    double centre = share + Z * Z / (2 * n);
    double margin = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
    return Math.max(0, (centre - margin) / (1 + Z * Z / n));
  }
}
