package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedThreadPoolsTest {
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private ExecutorService pool;

  @AfterEach
  void end() {
    go.countDown();
    pool.shutdownNow();
  }

  @Test
  void runsNoMoreAtOnceThanThePoolHasThreadsAndRefusesWhatTheQueueDoesNotHold() throws Exception {
    open(2, 3);
    for (int i = 0; i < 5; i++) {
      pool.execute(this::work);
    }

    assertThatThrownBy(() -> pool.execute(this::work))
        .isInstanceOf(RejectedExecutionException.class);
    await().until(() -> begun.get() == 2);

    go.countDown();
    await().until(() -> begun.get() == 5);
  }

  @Test
  void runsOneAtATimeWhereThereIsToBeNoThreadKeptAndNoQueue() throws Exception {
    open(0, 0);
    pool.execute(this::work);

    assertThatThrownBy(() -> pool.execute(this::work))
        .isInstanceOf(RejectedExecutionException.class);
    await().until(() -> begun.get() == 1);
  }

  @Test
  void isWhatEveryCamelContextMakesItsPoolsWith() throws Exception {
    try (CamelContext context = new DefaultCamelContext()) {
      context.start();
      pool = context.getExecutorServiceManager().newFixedThreadPool(this, "some", 1);

      assertThat(context.getExecutorServiceManager().getThreadPoolFactory())
          .isInstanceOf(BoundedThreadPools.class);
      assertThat(pool).isInstanceOf(ThreadPoolExecutor.class);
    }
  }

  private void open(int size, int queue) throws ReflectiveOperationException {
    pool =
        new BoundedThreadPools()
            .newThreadPool(
                new ThreadPoolProfileBuilder("some")
                    .poolSize(size)
                    .maxPoolSize(size)
                    .keepAliveTime(1L, TimeUnit.SECONDS)
                    .maxQueueSize(queue)
                    .allowCoreThreadTimeOut(false)
                    .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                    .build(),
                threads());
  }

  /** Makes virtual threads where the JVM has them. */
  private static ThreadFactory threads() throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      return Thread::new;
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    return (ThreadFactory)
        Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
  }

  private void work() {
    begun.incrementAndGet();
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
