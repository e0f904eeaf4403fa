package dev.caravan.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts orders by what became of them. */
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

  void count(List<OrderEvent> committed) {
    for (OrderEvent event : committed) {
      Counter counter = counters.get(OrderEventCodec.CODEC.type(event));
      if (counter != null) {
        counter.increment();
      }
    }
  }
}
