package dev.caravan.api;

import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * How much of requests' bodies may be in work at once. What a body is made into takes many times
 * its length, so callers with long ones could use up the heap, and the server's own threads would
 * die of that.
 */
@Component
final class BodyMemory {
  /** The part of the heap; JSON of the worst kind becomes thirty times as long. */
  private static final int SHARE = 64;

  private final Semaphore bytes;

  BodyMemory() {
    this(Runtime.getRuntime().maxMemory() / SHARE);
  }

  /** Of so many bytes, though never too few for one body. */
  BodyMemory(long size) {
    bytes = new Semaphore((int) Math.min(Integer.MAX_VALUE, Math.max(EdgeMessages.MAX_BODY, size)));
  }

  /** Takes some of it, to be given back by {@link #giveBack}; false where there is not as much. */
  boolean take(int length) {
    return bytes.tryAcquire(length);
  }

  /** What a client is told then. */
  static Problem usedUp() {
    return Problem.of(503, "too-much-at-once", "too much is being sent; nothing was stored")
        .retryAfter(1);
  }

  void giveBack(int length) {
    bytes.release(length);
  }
}
