package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes the projections along the journal. Those that stand at the same place, which is all of them
 * as a rule, share what is read; one that stands still does not hold up the others.
 */
final class Follower implements Runnable {
  private static final int BATCH = 500;

  /** At the journal's end: what comes within this time is worth gathering. */
  private static final long GATHER_MILLIS = 100;

  /** Between looks that nobody asked for. */
  private static final long IDLE_MILLIS = 1_000;

  private static final long RETRY_MILLIS = 3_000;

  private final List<Following> projections;
  private final EventReader journal;
  private final Semaphore news = new Semaphore(0);

  private volatile boolean stopping;
  private long retryAt = System.nanoTime();

  Follower(List<Following> projections, EventReader journal) {
    this.projections = List.copyOf(projections);
    this.journal = journal;
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
    long idle = GATHER_MILLIS;
    try {
      while (!stopping) {
        int taken = step();
        if (taken >= BATCH) {
          continue;
        }
        if (taken > 0) {
          idle = GATHER_MILLIS;
          Thread.sleep(GATHER_MILLIS);
        }
        // news may speak of events that still stand behind somebody else's open transaction, the
        // end of which nobody tells if it is rolled back: so the looks become rarer by and by
        boolean told = news.tryAcquire(idle, TimeUnit.MILLISECONDS);
        news.drainPermits();
        idle = told ? GATHER_MILLIS : Math.min(2 * idle, IDLE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes in one batch.
   *
   * @return how many events it held at the most
   */
  int step() {
    boolean retry = System.nanoTime() - retryAt >= 0;
    Map<Long, List<Following>> byPosition = new TreeMap<>();
    for (Following projection : projections) {
      if (projection.failure() == null || retry) {
        attempt(
            projection,
            () ->
                byPosition
                    .computeIfAbsent(projection.position(), at -> new ArrayList<>())
                    .add(projection));
      }
    }
    int taken = 0;
    for (Map.Entry<Long, List<Following>> group : byPosition.entrySet()) {
      taken = Math.max(taken, step(group.getKey(), group.getValue()));
    }
    return taken;
  }

  private int step(long position, List<Following> group) {
    List<RecordedEvent> events = new ArrayList<>();
    for (Following projection : group) {
      attempt(
          projection,
          () -> {
            if (events.isEmpty()) {
              events.addAll(journal.readAll(position, BATCH));
            }
            if (!events.isEmpty()) {
              projection.take(events);
            }
          });
    }
    return events.size();
  }

  private void attempt(Following projection, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!stopping) {
        projection.stopped(e);
      }
      retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
    }
  }
}
