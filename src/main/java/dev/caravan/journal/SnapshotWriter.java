package dev.caravan.journal;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Writes snapshots on one thread, outside of everybody's transaction: one that fails must not fail
 * what it was to make faster. Where more are offered than it can write, they are dropped.
 */
@Component
class SnapshotWriter implements DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotWriter.class);
  private static final int WAITING = 100;
  private static final long IDLE_SECONDS = 10;
  private static final long STOP_SECONDS = 2;

  private final Set<String> streams = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          work -> {
            Thread writer = new Thread(work, "snapshots");
            writer.setDaemon(true);
            return writer;
          });

  SnapshotWriter() {
    // most never need it
    thread.allowCoreThreadTimeOut(true);
  }

  void offer(String streamId, Runnable write) {
    if (!streams.add(streamId)) {
      return;
    }
    try {
      thread.execute(() -> write(streamId, write));
    } catch (RejectedExecutionException e) {
      streams.remove(streamId);
    }
  }

  private void write(String streamId, Runnable write) {
    try {
      write.run();
    } catch (RuntimeException e) {
      LOG.warn("the snapshot of {} could not be written; it is read in full", streamId, e);
    } finally {
      streams.remove(streamId);
    }
  }

  @Override
  public void destroy() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
      thread.shutdownNow();
    }
  }
}
