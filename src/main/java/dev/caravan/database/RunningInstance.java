package dev.caravan.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Holds {@link MaintenanceLock} while the application runs, with a connection of its own. */
@Component
class RunningInstance implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(RunningInstance.class);
  private static final long LOOK_SECONDS = 5;
  private static final int ANSWER_SECONDS = 2;

  private final MaintenanceLock lock;
  private @Nullable Connection held;
  private @Nullable ScheduledExecutorService thread;

  RunningInstance(MaintenanceLock lock) {
    this.lock = lock;
  }

  /** Before anything else of the application reads or writes. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  @Override
  public synchronized void start() {
    try {
      held = lock.share();
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not answer", e);
    }
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "maintenance-lock");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.scheduleWithFixedDelay(this::keep, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  // a database that was restarted has forgotten who held it
  void keep() {
    try {
      if (held == null || !held.isValid(ANSWER_SECONDS)) {
        drop();
        held = lock.share();
      }
    } catch (SQLException e) {
      LOG.debug("no connection for the lock", e);
    } catch (RuntimeException e) {
      LOG.error("this application no longer keeps rebuild and import away: {}", e.getMessage());
    }
  }

  private void drop() {
    try (Connection lost = held) {
      held = null;
    } catch (SQLException e) {
      LOG.debug("it was closed already", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (thread == null) {
      return;
    }
    thread.shutdownNow();
    thread = null;
    try {
      if (held != null) {
        MaintenanceLock.release(held);
      }
    } catch (SQLException e) {
      LOG.debug("the database has let go of the lock already", e);
    }
    held = null;
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
