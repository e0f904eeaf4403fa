package dev.caravan.process;

import dev.caravan.saga.SagaHeader;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaHeaderFilterStrategy;

/** Which headers a step sends to Kafka; of these too the saga's address is none. */
final class KafkaHeaders extends KafkaHeaderFilterStrategy {
  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return SagaHeader.isMeantBy(name) || super.applyFilterToCamelHeaders(name, value, exchange);
  }
}
