package dev.caravan.choreography;

import dev.caravan.journal.JournalSignal;
import dev.caravan.order.OpenOrders;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Tells when orders have ended, by whichever process. One thread looks for all who wait. */
@Component
class EndWatch implements SmartLifecycle, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(EndWatch.class);

  /** What other processes do is not signalled everywhere. */
  private static final long IDLE_MILLIS = 200;

  /** Signals that come closer together are answered by one look. */
  private static final long GAP_MILLIS = 5;

  private final OpenOrders open;
  private final Orders orders;
  private final JournalSignal signal;
  private final Executor threads;
  private final Map<String, CompletableFuture<Void>> ending = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> undoing = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private volatile boolean running;

  EndWatch(
      OpenOrders open,
      Orders orders,
      JournalSignal signal,
      @Qualifier("applicationTaskExecutor") Executor threads) {
    this.open = open;
    this.orders = orders;
    this.signal = signal;
    this.threads = threads;
  }

  /** Completes when an open order has ended. */
  CompletableFuture<Void> end(String orderId) {
    return wait(ending, orderId);
  }

  /** Completes when a confirmed order is undone, or cannot be. */
  CompletableFuture<Void> undone(String orderId) {
    return wait(undoing, orderId);
  }

  private CompletableFuture<Void> wait(
      Map<String, CompletableFuture<Void>> waiting, String orderId) {
    CompletableFuture<Void> end = waiting.computeIfAbsent(orderId, id -> new CompletableFuture<>());
    news.release();
    return end;
  }

  @Override
  public void start() {
    running = true;
    Thread thread = new Thread(this, "order-ends");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try (JournalSignal.Listening listening = signal.listen(news::release)) {
      while (running) {
        if (ending.isEmpty() && undoing.isEmpty()) {
          news.acquire();
        } else {
          news.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        }
        Thread.sleep(GAP_MILLIS);
        news.drainPermits();
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      if (!ending.isEmpty()) {
        Set<String> asked = Set.copyOf(ending.keySet());
        Set<String> still = open.open(asked);
        asked.stream().filter(id -> !still.contains(id)).forEach(id -> complete(ending, id));
      }
      for (String orderId : undoing.keySet()) {
        if (orders.find(orderId).map(Order::status).filter(EndWatch::isUndone).isPresent()) {
          complete(undoing, orderId);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("cannot tell which orders have ended; looks again", e);
    }
  }

  private static boolean isUndone(OrderStatus status) {
    return status == OrderStatus.CANCELLED || status == OrderStatus.FAILED;
  }

  private void complete(Map<String, CompletableFuture<Void>> waiting, String orderId) {
    CompletableFuture<Void> end = waiting.remove(orderId);
    if (end != null) {
      // what waits for it has more to do than this thread has time for
      end.completeAsync(() -> null, threads);
    }
  }

  @Override
  public void stop() {
    running = false;
    news.release();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Requests under way still wait for it while the HTTP server ends. */
  @Override
  public int getPhase() {
    return 0;
  }
}
