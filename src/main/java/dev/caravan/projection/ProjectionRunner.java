package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.JournalSignal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes the projections along while the application runs, on a thread of their own. */
@Component
class ProjectionRunner implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectionRunner.class);
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(10);

  private final List<Following> projections;
  private final EventReader journal;
  private final JournalSignal signal;
  private @Nullable Run run;

  private record Run(Follower follower, Thread thread, JournalSignal.Listening listening) {}

  ProjectionRunner(
      List<Projection> projections,
      EventReader journal,
      JournalSignal signal,
      Checkpoints checkpoints,
      TransactionTemplate transaction) {
    this.projections =
        projections.stream()
            .map(projection -> new Following(projection, checkpoints, transaction))
            .toList();
    this.journal = journal;
    this.signal = signal;
  }

  @Override
  public synchronized void start() {
    Follower follower = new Follower(projections, journal);
    Thread thread = new Thread(follower, "projections");
    thread.setDaemon(true);
    run = new Run(follower, thread, signal.listen(follower::wake));
    thread.start();
  }

  /** Ends after the batch on which it works. */
  @Override
  public synchronized void stop() {
    if (run == null) {
      return;
    }
    run.listening().close();
    run.follower().stop();
    try {
      run.thread().join(STOP_MILLIS);
      if (run.thread().isAlive()) {
        LOG.warn("projections have not ended; the database undoes what they had begun");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    run = null;
  }

  /** Where the application fails to start, it is destroyed without having been stopped. */
  @Override
  public void destroy() {
    stop();
  }

  @Override
  public synchronized boolean isRunning() {
    return run != null;
  }

  List<Following> projections() {
    return projections;
  }
}
