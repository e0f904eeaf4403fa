package dev.caravan.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * Callers that place orders, each one after the answer to its last. They share the processors with
 * the application, so they do as little as they can: made requests, and bodies thrown away.
 */
final class Load {
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
    try (CloseableHttpClient http = client(callers)) {
      Callable<Histogram> caller = () -> call(http, end);
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      next.set(end); // every caller took a number that was too high
      threads.shutdownNow();
    }
  }

  private static CloseableHttpClient client(int callers) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(callers)
                .setMaxConnTotal(callers)
                .build())
        .disableAutomaticRetries()
        .build();
  }

  private Histogram call(CloseableHttpClient http, int end) throws IOException {
    Histogram latency = histogram();
    for (int order = next.getAndIncrement(); order < end; order = next.getAndIncrement()) {
      int number = order;
      long start = System.nanoTime();
      http.execute(requests.get(order), answer -> check(number, answer));
      latency.recordValue((System.nanoTime() - start) / 1000);
    }
    return latency;
  }

  private @Nullable Void check(int order, ClassicHttpResponse answer)
      throws IOException, ParseException {
    int expected = OrderRequests.isRefused(order) ? 422 : 201;
    if (answer.getCode() != expected) {
      throw new IllegalStateException(
          "order %d was answered with %d instead of %d: %s"
              .formatted(
                  order, answer.getCode(), expected, EntityUtils.toString(answer.getEntity())));
    }
    EntityUtils.consume(answer.getEntity());
    if (expected == 201) {
      sold.incrementAndGet(OrderRequests.product(order));
      confirmed.incrementAndGet();
    } else {
      refused.incrementAndGet();
    }
    return null;
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

  static Histogram histogram() {
    return new Histogram(Duration.ofMinutes(5).toNanos() / 1000, 3);
  }
}
