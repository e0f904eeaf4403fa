package dev.caravan.saga;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps callers from waiting, one after the other, for somebody who does not answer. Where nothing
 * was answered for a while although somebody called, one call in a while is let through, until
 * there is an answer.
 */
final class CircuitBreaker {
  private final long patience;
  private final long rest;
  private final LongSupplier nanos;
  private boolean asking;
  private long askingSince;
  private boolean open;
  private long nextCall;

  /**
   * @param patience how long there must have been no answer
   * @param rest the time between two calls from then on
   * @param nanos a clock that nobody moves, such as {@link System#nanoTime}
   */
  CircuitBreaker(Duration patience, Duration rest, LongSupplier nanos) {
    this.patience = patience.toNanos();
    this.rest = rest.toNanos();
    this.nanos = nanos;
  }

  /** Whether a call may be made now; how it ends is to be said then. */
  synchronized boolean letsThrough() {
    long now = nanos.getAsLong();
    if (!asking) {
      asking = true;
      askingSince = now;
    }
    if (open && now - nextCall < 0) {
      return false;
    }
    nextCall = now + rest;
    return true;
  }

  /** A call was answered, whatever the answer is. */
  synchronized void answered() {
    asking = false;
    open = false;
  }

  /**
   * A call was not answered.
   *
   * @return whether it is the one after which calls are held back
   */
  synchronized boolean unanswered() {
    boolean opens = !open && asking && nanos.getAsLong() - askingSince >= patience;
    open |= opens;
    return opens;
  }
}
