package dev.caravan.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts orders by what became of them, once it is committed. */
@Component
class OrderMetrics {
  private final Map<String, Counter> counters;

  OrderMetrics(MeterRegistry metrics) {
    counters =
        Stream.of("OrderPlaced", "OrderConfirmed", "OrderCancelled", "OrderFailed")
            .collect(
                Collectors.toMap(
                    type -> type,
                    type ->
                        Counter.builder("caravan.orders")
                            .description("Orders by outcome; placed counts all of them")
                            .tag("outcome", type.substring("Order".length()).toLowerCase())
                            .register(metrics)));
  }

  void count(List<OrderEvent> events) {
    for (OrderEvent event : events) {
      Counter counter = counters.get(OrderEventCodec.CODEC.type(event));
      if (counter != null) {
        TransactionSynchronizationManager.registerSynchronization(
            new TransactionSynchronization() {
              @Override
              public void afterCommit() {
                counter.increment();
              }
            });
      }
    }
  }
}
