package dev.caravan;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.apache.camel.util.concurrent.RejectableThreadPoolExecutor;

/**
 * Camel's thread pools with the bounds that they are asked for, whatever threads the JVM has.
 * Camel's own factory gives a new virtual thread to each task without any bound (CAMEL-23602, until
 * 4.21), so that there is no back-pressure where the JVM has such threads.
 */
public class BoundedThreadPools extends DefaultThreadPoolFactory {
  @Override
  public ExecutorService newThreadPool(
      int size,
      int maxSize,
      long keepAlive,
      TimeUnit unit,
      int maxQueueSize,
      boolean endsIdle,
      RejectedExecutionHandler rejected,
      ThreadFactory threads) {
    // as Camel's own: none to keep and none to wait in line means one at a time
    int least = size == 0 && maxQueueSize <= 0 ? 1 : size;
    ThreadPoolExecutor pool =
        new RejectableThreadPoolExecutor(
            least,
            Math.max(least, maxSize),
            keepAlive,
            unit,
            maxQueueSize > 0 ? new LinkedBlockingQueue<>(maxQueueSize) : new SynchronousQueue<>(),
            threads,
            rejected == null ? new CallerRunsPolicy() : rejected);
    pool.allowCoreThreadTimeOut(endsIdle);
    return pool;
  }
}
