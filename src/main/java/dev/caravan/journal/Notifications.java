package dev.caravan.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Carries the signal that the journal has grown between processes, by LISTEN and NOTIFY.
 *
 * <p>A transaction that notifies holds a lock of the whole database cluster while it commits, so
 * appends do not: one statement of its own speaks for all commits of some milliseconds.
 */
@Component
class Notifications implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
  private static final String CHANNEL = "caravan_journal";

  /** The least time between two notifications of a process. */
  private static final long GAP_MILLIS = 20;

  /** How long it takes at the most until the listener sees that it is to end. */
  private static final int LISTEN_MILLIS = 500;

  private static final long RETRY_MILLIS = 1_000;

  /** After how much silence the listener asks whether its connection is still one. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private static final int ANSWER_SECONDS = 2;

  private final DataSource database;
  private final CommitSignal signal;
  private @Nullable Run run;

  Notifications(DataSource database, CommitSignal signal) {
    this.database = database;
    this.signal = signal;
  }

  /** What is there between a start and a stop. */
  private final class Run {
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final String self = UUID.randomUUID().toString();
    private final Semaphore commits = new Semaphore(0);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread notifier = thread(this::notifyOthers, "journal-notify");
    private final Thread listener = thread(this::listenToOthers, "journal-listen");
    private final JournalSignal.Listening publishing = signal.publish(this::committed);

    private static Thread thread(Runnable work, String name) {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    }

    void start() {
      notifier.start();
      listener.start();
    }

    void stop() throws InterruptedException {
      publishing.close();
      stop.countDown();
      committed();
      notifier.join();
      listener.join();
    }

    private void committed() {
      if (commits.availablePermits() == 0) {
        commits.release();
      }
    }

    private void notifyOthers() {
      try {
        do {
          commits.acquire();
          commits.drainPermits();
          send();
        } while (!stop.await(GAP_MILLIS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void send() {
      try {
        jdbc.query("select pg_notify(?, ?)", row -> {}, CHANNEL, self);
      } catch (DataAccessException e) {
        // a hint that is lost: who follows the journal looks by itself too
        LOG.debug("not notified", e);
      }
    }

    private void listenToOthers() {
      try {
        do {
          listen();
        } while (!stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void listen() {
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("listen " + CHANNEL);
        // what came while nobody listened
        signal.call();
        PGConnection notified = connection.unwrap(PGConnection.class);
        long heard = System.nanoTime();
        while (stop.getCount() > 0) {
          PGNotification[] notifications = notified.getNotifications(LISTEN_MILLIS);
          received(notifications);
          if (notifications != null && notifications.length > 0) {
            heard = System.nanoTime();
          } else if (System.nanoTime() - heard > SILENCE.toNanos()) {
            // one that broke without a word is as silent as a journal to which nobody writes
            requireAnswer(connection);
            heard = System.nanoTime();
          }
        }
        // the pool keeps the session
        statement.execute("unlisten *");
      } catch (SQLException e) {
        if (stop.getCount() > 0) {
          LOG.warn("no news of other processes for a while: {}", e.getMessage());
        }
      }
    }

    private static void requireAnswer(Connection connection) throws SQLException {
      if (!connection.isValid(ANSWER_SECONDS)) {
        throw new SQLException("the database does not answer");
      }
    }

    private void received(PGNotification @Nullable [] notifications) {
      if (notifications == null) {
        return;
      }
      for (PGNotification notification : notifications) {
        if (!notification.getParameter().equals(self)) {
          signal.call();
          return;
        }
      }
    }
  }

  @Override
  public synchronized void start() {
    run = new Run();
    run.start();
  }

  @Override
  public synchronized void stop() {
    if (run == null) {
      return;
    }
    try {
      run.stop();
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
}
