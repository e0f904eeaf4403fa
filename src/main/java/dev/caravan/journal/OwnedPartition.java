package dev.caravan.journal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A partition as the member knows it that has it: how far it has got and what holds it up. The
 * member's thread works on it, the one that renews leases looks at it.
 */
final class OwnedPartition {
  private final int number;
  private final long lease;

  private volatile long position;
  private volatile boolean gone;
  private volatile boolean leaving;

  /** Streams of which events are set aside, so that later ones have to queue up behind them. */
  private final Set<String> blocked = new HashSet<>();

  private final Queue<String> retries = new ConcurrentLinkedQueue<>();
  private int attempts;
  private long retryAt;

  OwnedPartition(int number, long lease, long position) {
    this.number = number;
    this.lease = lease;
    this.position = position;
  }

  int number() {
    return number;
  }

  /** What tells this time of owning it from all others. */
  long lease() {
    return lease;
  }

  /** Up to where all its events are handled. */
  long position() {
    return position;
  }

  /** All its events up to a position are handled. */
  void passed(long to) {
    position = Math.max(position, to);
    attempts = 0;
  }

  /** It belongs to somebody else by now. */
  void lose() {
    gone = true;
  }

  boolean isGone() {
    return gone;
  }

  /** Another member is to have it, as soon as the event in hand is done. */
  void leave(boolean leave) {
    leaving = leave;
  }

  boolean isLeaving() {
    return leaving;
  }

  /**
   * An attempt at its next event failed.
   *
   * @return how many have
   */
  int failed() {
    return ++attempts;
  }

  void waitFor(Duration backOff) {
    retryAt = System.nanoTime() + backOff.toNanos();
  }

  /** How long its next event has to wait yet; not more than 0 where it need not. */
  long waitNanos() {
    return attempts == 0 ? 0 : retryAt - System.nanoTime();
  }

  void block(String stream) {
    blocked.add(stream);
  }

  void unblock(String stream) {
    blocked.remove(stream);
  }

  boolean blocks(String stream) {
    return blocked.contains(stream);
  }

  /** Somebody wants that what is set aside of a stream is tried again. */
  void retry(String stream) {
    if (!retries.contains(stream)) {
      retries.add(stream);
    }
  }

  @Nullable String nextRetry() {
    return retries.poll();
  }
}
