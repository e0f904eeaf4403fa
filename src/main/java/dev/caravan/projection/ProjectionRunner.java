package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs a follower a projection, each on a thread of its own, while the application runs. */
@Component
class ProjectionRunner implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionRunner.class);
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final List<Projection> projections;
  private final EventReader journal;
  private final Checkpoints checkpoints;
  private final TransactionTemplate transaction;
  private final List<Thread> threads = new ArrayList<>();
  private volatile List<Follower> followers = List.of();

  ProjectionRunner(
      List<Projection> projections,
      EventReader journal,
      Checkpoints checkpoints,
      TransactionTemplate transaction) {
    this.projections = projections;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.transaction = transaction;
  }

  @Override
  public synchronized void start() {
    followers =
        projections.stream()
            .map(projection -> new Follower(projection, journal, checkpoints, transaction))
            .toList();
    for (Follower follower : followers) {
      Thread thread = new Thread(follower, "projection-" + follower.name());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Ends each follower after the batch on which it works. */
  @Override
  public synchronized void stop() {
    followers.forEach(Follower::stop);
    try {
      for (Thread thread : threads) {
        thread.join(STOP_MILLIS);
        if (thread.isAlive()) {
          LOG.warn("{} has not ended; the database undoes what it had begun", thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.clear();
    followers = List.of();
  }

  /** Where the application fails to start, it is destroyed without having been stopped. */
  @Override
  public void destroy() {
    stop();
  }

  @Override
  public boolean isRunning() {
    return !followers.isEmpty();
  }

  List<Follower> followers() {
    return followers;
  }
}
