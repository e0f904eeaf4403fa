package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that place orders, a tenth of them to Atlantis, until they are told to stop. */
final class Load implements AutoCloseable {
  static final String SKU = "IT-LOAD";
  static final int INITIAL = 1_000_000;

  static final int PIECES = 2;
  private static final long PAUSE_MILLIS = 100;

  private final Api api;
  private final ExecutorService callers;
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, Reply> answered = new ConcurrentHashMap<>();
  private final Map<String, Boolean> unanswered = new ConcurrentHashMap<>();
  private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
  private final long started = System.nanoTime();
  private volatile boolean stopped;

  private Load(Api api, int count) {
    this.api = api;
    this.callers = Executors.newFixedThreadPool(count);
    for (int i = 0; i < count; i++) {
      running.add(callers.submit(this::call));
    }
  }

  static void stock(Api api) {
    api.setStock(SKU, INITIAL);
  }

  static Load of(Api api, int callers) {
    return new Load(api, callers);
  }

  private void call() {
    while (!stopped) {
      int mine = number.incrementAndGet();
      OrderJson order = OrderJson.order("load-" + UUID.randomUUID()).item(SKU, PIECES, "1.05");
      if (mine % 10 == 0) {
        order.toAtlantis();
      } else if (mine % 3 == 0) {
        order.flow("order-fulfilment-java");
      }
      try {
        long before = System.nanoTime();
        Reply reply = api.place(order);
        micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - before));
        answered.put(order.orderId(), reply);
        if (reply.status() == 503) {
          pause();
        }
      } catch (UncheckedIOException e) {
        unanswered.put(order.orderId(), true);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS); // nobody is there, or nobody takes orders
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long they have been placing orders. */
  Duration running() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** How many were answered, and how fast. */
  @Override
  public String toString() {
    List<Long> sorted = micros.stream().sorted().toList();
    return sorted.isEmpty()
        ? "none"
        : "%d, p50 %.1f ms, p99 %.1f ms"
            .formatted(
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1e3,
                sorted.get(sorted.size() * 99 / 100) / 1e3);
  }

  /** Waits until more orders are confirmed. */
  void awaitConfirmed(int more, Duration atMost) {
    long enough = answers(201) + more;
    Conditions.await("orders go through", atMost, () -> answers(201) >= enough);
  }

  /** How many orders have had that answer so far. */
  long answers(int status) {
    return answered.values().stream().filter(reply -> reply.status() == status).count();
  }

  /** Every answer by the order's id. */
  Map<String, Reply> answered() {
    return answered;
  }

  /** No connection broke, after which an order may be there or not. */
  void assertAllAnswered() {
    assertThat(unanswered.keySet()).as("requests without an answer").isEmpty();
  }

  /** Lets the calls that are under way end. */
  @Override
  public void close() {
    stopped = true;
    callers.shutdown();
    try {
      for (Future<?> caller : running) {
        caller.get(90, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("a caller failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      callers.shutdownNow();
    }
  }
}
