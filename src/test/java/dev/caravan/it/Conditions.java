package dev.caravan.it;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what must come true. */
final class Conditions {
  private static final Duration POLL = Duration.ofMillis(100);

  private Conditions() {}

  static void await(String what, Duration atMost, Callable<Boolean> condition) {
    Awaitility.await(what).pollInterval(POLL).pollDelay(POLL).atMost(atMost).until(condition);
  }

  /** Until the assertions hold. */
  static void awaitAsserted(String what, Duration atMost, ThrowingRunnable assertions) {
    Awaitility.await(what)
        .pollInterval(POLL)
        .pollDelay(Duration.ZERO)
        .atMost(atMost)
        .untilAsserted(assertions);
  }
}
