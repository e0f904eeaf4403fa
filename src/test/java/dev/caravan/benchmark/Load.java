package dev.caravan.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.HdrHistogram.Histogram;

/**
 * Callers that place orders, each one after the answer to its last. They share the processors with
 * the application, so they do as little as they can: made requests, and bodies thrown away.
 */
final class Load {
  private static final BodyHandler<String> BODY_OF_SURPRISES =
      answer ->
          answer.statusCode() == 201 || answer.statusCode() == 422
              ? BodySubscribers.replacing("")
              : BodySubscribers.ofString(StandardCharsets.UTF_8);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final OrderRequests requests;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicIntegerArray sold = new AtomicIntegerArray(OrderRequests.PRODUCTS);
  private final AtomicInteger confirmed = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  /**
   * @param flow of all orders
   */
  Load(URI address, String flow) {
    requests = new OrderRequests(address, flow);
  }

  /**
   * What was seen.
   *
   * @param latency in microseconds
   */
  record Seen(Duration time, Histogram latency) {}

  /** Returns when all are answered. Fails where one is answered otherwise than it should. */
  Seen place(int orders, int callers) throws InterruptedException {
    int end = next.get() + orders;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      Callable<Histogram> caller = () -> call(end);
      long start = System.nanoTime();
      List<Future<Histogram>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(caller));
      }
      Histogram all = histogram();
      for (Future<Histogram> one : running) {
        all.add(one.get());
      }
      return new Seen(Duration.ofNanos(System.nanoTime() - start), all);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } finally {
      next.set(end); // every caller took a number that was too high
      threads.shutdownNow();
    }
  }

  private Histogram call(int end) throws IOException, InterruptedException {
    Histogram latency = histogram();
    for (int order = next.getAndIncrement(); order < end; order = next.getAndIncrement()) {
      long start = System.nanoTime();
      HttpResponse<String> answer = http.send(requests.get(order), BODY_OF_SURPRISES);
      latency.recordValue((System.nanoTime() - start) / 1000);
      check(order, answer);
    }
    return latency;
  }

  private void check(int order, HttpResponse<String> answer) {
    int expected = OrderRequests.isRefused(order) ? 422 : 201;
    if (answer.statusCode() != expected) {
      throw new IllegalStateException(
          "order %d was answered with %d instead of %d: %s"
              .formatted(order, answer.statusCode(), expected, answer.body()));
    }
    if (expected == 201) {
      sold.incrementAndGet(OrderRequests.product(order));
      confirmed.incrementAndGet();
    } else {
      refused.incrementAndGet();
    }
  }

  int sold(int product) {
    return sold.get(product);
  }

  int confirmed() {
    return confirmed.get();
  }

  int refused() {
    return refused.get();
  }

  private static Histogram histogram() {
    return new Histogram(Duration.ofMinutes(5).toNanos() / 1000, 3);
  }
}
