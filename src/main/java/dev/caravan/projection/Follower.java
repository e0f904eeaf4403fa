package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes one projection along the journal. Batch and checkpoint are one transaction, so each event
 * counts once, however many processes follow with the same database.
 */
final class Follower implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int BATCH = 500;
  private static final long IDLE_MILLIS = 100;
  private static final long RETRY_MILLIS = 3_000;

  private final Projection projection;
  private final EventReader journal;
  private final Checkpoints checkpoints;
  private final TransactionTemplate transaction;
  private final Semaphore news = new Semaphore(0);

  private volatile boolean stopping;
  private volatile @Nullable String failure;
  // only the thread that runs this uses it; -1: to be read again
  private long position = -1;

  Follower(
      Projection projection,
      EventReader journal,
      Checkpoints checkpoints,
      TransactionTemplate transaction) {
    this.projection = projection;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.transaction = transaction;
  }

  String name() {
    return projection.name();
  }

  /** What stops it, null where it goes on. */
  @Nullable String failure() {
    return failure;
  }

  /** Says that the journal may have grown, so that the next look need not wait for its time. */
  void wake() {
    news.release();
  }

  void stop() {
    stopping = true;
    news.release();
  }

  @Override
  public void run() {
    while (!stopping) {
      long pause = stepOrFail();
      if (pause > 0 && !await(pause)) {
        return;
      }
    }
  }

  private boolean await(long millis) {
    try {
      news.tryAcquire(millis, TimeUnit.MILLISECONDS);
      news.drainPermits();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private long stepOrFail() {
    try {
      int taken = step();
      if (failure != null) {
        LOG.info("projection {} goes on", name());
        failure = null;
      }
      // a short batch is the journal's end: what comes next is worth gathering
      return taken == BATCH ? 0 : IDLE_MILLIS;
    } catch (RuntimeException e) {
      // what was read of the checkpoint may be out of date by now
      position = -1;
      if (!stopping && failure == null) {
        LOG.error("projection {} stands still and tries again", name(), e);
      }
      failure = String.valueOf(e.getMessage());
      return RETRY_MILLIS;
    }
  }

  /**
   * Takes in one batch.
   *
   * @return how many events it held
   */
  int step() {
    if (position < 0) {
      position = checkpoints.position(name());
    }
    List<RecordedEvent> events = journal.readAll(position, BATCH);
    if (events.isEmpty()) {
      return 0;
    }
    long last = events.get(events.size() - 1).position();
    boolean moved =
        Boolean.TRUE.equals(transaction.execute(status -> apply(events, position, last)));
    position = moved ? last : -1;
    return events.size();
  }

  private boolean apply(List<RecordedEvent> events, long from, long to) {
    boolean ours = checkpoints.move(name(), from, to);
    if (ours) {
      projection.apply(events);
    }
    return ours;
  }
}
