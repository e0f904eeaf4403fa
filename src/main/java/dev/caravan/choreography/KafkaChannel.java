package dev.caravan.choreography;

import dev.caravan.journal.JournalHeaders;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;

/**
 * One topic of all events of orders, filled by {@link KafkaRelay}; a participant's consumers are a
 * group, the order's id is the key.
 *
 * <p>An offset is committed once the exchanges up to there are done, so their transactions are. A
 * message that was handled and comes again, because the commit was lost, finds the participant's
 * own row of the order and changes nothing.
 */
class KafkaChannel implements Channel {
  private static final String GROUP = "caravan-";

  /**
   * The factory makes camel-kafka commit by itself, in time and order. RECONNECT: a commit that
   * fails leaves records of other partitions behind that were polled and not handed on, so the
   * consumer has to begin anew from what is committed.
   */
  private static final String CONSUMER =
      "kafka:%s?groupId=%s&autoOffsetReset=earliest&autoCommitEnable=false&allowManualCommit=true"
          + "&kafkaManualCommitFactory=#class:"
          + DefaultKafkaManualCommitFactory.class.getName()
          + "&breakOnFirstError=true&pollOnError=RECONNECT&maxPollRecords=100&consumersCount=2"
          // who died gives its partitions up well before the orders' time runs out
          + "&sessionTimeoutMs=10000"
          // a stop waits for the end of a poll, of one participant after the other
          + "&pollTimeoutMs=500";

  private final String topic;
  private final DeadMessages aside;

  KafkaChannel(String topic, DeadMessages aside) {
    this.topic = topic;
    this.aside = aside;
  }

  /**
   * Where to send to: confirmed by all replicas, in order, and never twice by a retry of Kafka's.
   */
  static String producer(String topic) {
    return "kafka:"
        + topic
        + "?requestRequiredAcks=all&enableIdempotence=true&maxBlockMs=5000"
        + "&requestTimeoutMs=5000&deliveryTimeoutMs=10000";
  }

  @Override
  public Consumer consumer(
      CamelContext context, String participant, Set<String> types, Processor processor)
      throws Exception {
    String group = GROUP + participant;
    return context
        .getEndpoint(CONSUMER.formatted(topic, group))
        .createConsumer(exchange -> receive(exchange, group, types, processor));
  }

  private void receive(Exchange exchange, String group, Set<String> types, Processor processor) {
    Message message = exchange.getMessage();
    String only = message.getHeader(DeadMessages.FOR_GROUP, String.class);
    if (only != null && !only.equals(group)) {
      return;
    }
    String body = message.getBody(String.class);
    // what came of the exchange is another message, and its headers are of the route's own
    Message received = message.copy();
    try {
      EventMessage.read(body, message);
      if (!types.contains(message.getHeader(JournalHeaders.TYPE, String.class))) {
        return;
      }
      received = message.copy();
      processor.process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
    if (exchange.getException() != null && exchange.getContext().getStatus().isStarted()) {
      aside.add(group, received, body, 1, exchange.getException());
      exchange.setException(null);
    }
  }
}
