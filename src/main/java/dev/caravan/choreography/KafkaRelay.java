package dev.caravan.choreography;

import dev.caravan.choreography.ChoreographyProperties.Carrier;
import dev.caravan.journal.JournalHeaders;
import dev.caravan.order.Orders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.springframework.stereotype.Component;

/**
 * Brings the events of all orders from the journal, which is the outbox, to Kafka: at least once,
 * of each order in their order. The journal's group keeps the position and shares the work among
 * processes.
 */
@Component
class KafkaRelay extends RouteBuilder {
  private static final long FIRST_DELAY_MILLIS = 200;
  private static final long LONGEST_DELAY_MILLIS = 2_000;

  private final ChoreographyProperties.Choreography properties;

  KafkaRelay(ChoreographyProperties properties) {
    this.properties = properties.choreography();
  }

  @Override
  public void configure() {
    if (properties.channel() != Carrier.KAFKA) {
      return;
    }
    from("journal:order,choreography?group=kafka-relay&concurrentConsumers=2")
        .routeId("kafka-relay")
        .routeDescription("Brings the events of orders from the journal to Kafka")
        // a broker that is away is waited for: an event left out would be missing for ever
        .errorHandler(
            defaultErrorHandler()
                .maximumRedeliveries(-1)
                .redeliveryDelay(FIRST_DELAY_MILLIS)
                .useExponentialBackOff()
                .maximumRedeliveryDelay(LONGEST_DELAY_MILLIS)
                .allowRedeliveryWhileStopping(false))
        .process(KafkaRelay::toMessage)
        .to(KafkaChannel.producer(properties.topic()));
  }

  private static void toMessage(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    String orderId = message.getHeader(JournalHeaders.KEY, String.class);
    boolean signal = SagaSignal.CODEC.knows(message.getHeader(JournalHeaders.TYPE, String.class));
    String stream = signal ? ChoreographedSaga.id(orderId) : Orders.stream(orderId);
    message.setBody(EventMessage.write(stream, message));
    message.setHeader(KafkaConstants.KEY, orderId);
    message.setHeader("content-type", EventMessage.CONTENT_TYPE);
  }
}
