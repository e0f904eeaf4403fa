package dev.caravan.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** One KRaft broker for the JVM of the tests; a topic of its own for each application. */
public final class TestKafka
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  private static final int PARTITIONS = 3;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Started when the first test asks for it. */
  private static final class Broker {
    static final EmbeddedKafkaKraftBroker BROKER = start();

    private static EmbeddedKafkaKraftBroker start() {
      EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, PARTITIONS);
      broker.afterPropertiesSet();
      SpringApplication.getShutdownHandlers().add(broker::destroy);
      return broker;
    }
  }

  public static EmbeddedKafkaKraftBroker broker() {
    return Broker.BROKER;
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    String topic = "orders-" + NUMBER.incrementAndGet();
    broker().addTopics(topic, topic + ".dead-letters");
    TestPropertyValues.of(
            "caravan.choreography.channel=kafka",
            "caravan.choreography.topic=" + topic,
            "camel.component.kafka.brokers=" + broker().getBrokersAsString())
        .applyTo(context);
  }
}
