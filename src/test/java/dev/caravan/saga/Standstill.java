package dev.caravan.saga;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.Order;
import dev.caravan.order.StepHeaders;
import dev.caravan.testing.Flows;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** An order whose process stands still in a step until it is let go, as one that died there. */
final class Standstill {
  private final CountDownLatch release = new CountDownLatch(1);
  private final CompletableFuture<Exchange> running;
  final URI lra;

  /**
   * Returns when the step is reached.
   *
   * @param where has the step do what it is given, such as {@code stop -> faults.before(step,
   *     stop)}
   */
  Standstill(Flows flows, Order order, Consumer<Processor> where) throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    where.accept(
        exchange -> {
          if (order.orderId().equals(exchange.getMessage().getHeader(StepHeaders.ORDER_ID))) {
            reached.countDown();
            assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
          }
        });
    running = CompletableFuture.supplyAsync(() -> flows.send(order));
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    lra = flows.coordinator().sagaOf(order.orderId());
  }

  /** Lets it go; the exchange as it came out of the flow. */
  Exchange end() {
    release.countDown();
    return running.join();
  }
}
