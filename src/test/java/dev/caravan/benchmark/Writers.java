package dev.caravan.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that write as fast as they can for a time. */
final class Writers {
  private Writers() {}

  /**
   * @param time how long, after half of it for warm-up
   * @param write writes and answers how many events
   * @return events a second
   */
  static double perSecond(int writers, Duration time, Callable<Integer> write) throws Exception {
    run(writers, time.dividedBy(2), write);
    long begun = System.nanoTime();
    long events = run(writers, time, write);
    return events * 1e9 / (System.nanoTime() - begun);
  }

  private static long run(int writers, Duration time, Callable<Integer> write) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        counts.add(threads.submit(() -> until(end, write)));
      }
      long events = 0;
      for (Future<Long> count : counts) {
        events += count.get();
      }
      return events;
    } finally {
      threads.shutdownNow();
    }
  }

  private static long until(long end, Callable<Integer> write) throws Exception {
    long events = 0;
    while (System.nanoTime() < end) {
      events += write.call();
    }
    return events;
  }
}
