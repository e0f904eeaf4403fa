package dev.caravan.journal;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Signs the journal while it grows, at most once a second, and what is left at the end. */
@Component
class CheckpointSigner implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);

  private static final long PAUSE_MILLIS = 1_000;

  /** For events of other processes that nobody told of. */
  private static final long LOOK_MILLIS = 30_000;

  private static final long STOP_MILLIS = 10_000;

  private final SignedCheckpoints checkpoints;
  private final JournalSignal signal;
  private final Semaphore news = new Semaphore(1);
  private final Semaphore end = new Semaphore(0);
  private JournalSignal.@Nullable Listening listening;
  private @Nullable Thread thread;
  private boolean failed;

  CheckpointSigner(SignedCheckpoints checkpoints, JournalSignal signal) {
    this.checkpoints = checkpoints;
    this.signal = signal;
  }

  @Override
  public synchronized void start() {
    listening = signal.listen(this::wake);
    thread = new Thread(this::run, "journal-signer");
    thread.setDaemon(true);
    thread.start();
  }

  // one permit is enough, and as many as there are events would only grow
  private void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private void run() {
    boolean ends = false;
    try {
      while (!ends) {
        news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        news.drainPermits();
        sign();
        ends = end.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
      sign();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sign() {
    try {
      checkpoints.sign();
      failed = false;
    } catch (RuntimeException e) {
      if (!failed) {
        LOG.error("the journal is not signed: {}", e.getMessage());
      }
      failed = true;
    }
  }

  /** After those that still append have ended, so that their events are signed too. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public synchronized void stop() {
    if (thread == null || listening == null) {
      return;
    }
    listening.close();
    end.release();
    news.release();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
    end.drainPermits();
  }

  /** Where the application fails to start, it is destroyed without having been stopped. */
  @Override
  public void destroy() {
    stop();
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }
}
