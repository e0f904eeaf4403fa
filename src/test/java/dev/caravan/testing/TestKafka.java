package dev.caravan.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** One KRaft broker for the JVM of the tests; a topic of its own for each asker. */
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

  /** What has an application's choreographed orders go over the broker, by a topic of their own. */
  public record Settings(String topic) {
    public List<String> list() {
      return List.of(
          "caravan.choreography.channel=kafka",
          "caravan.choreography.topic=" + topic,
          "camel.component.kafka.brokers=" + Broker.BROKER.getBrokersAsString());
    }
  }

  /** With a new topic. */
  public static Settings settings() {
    String topic = "orders-" + NUMBER.incrementAndGet();
    Broker.BROKER.addTopics(topic, topic + ".dead-letters");
    return new Settings(topic);
  }

  /** Everything that is in a topic now, by partition and offset. */
  public static List<ConsumerRecord<String, String>> read(String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", Broker.BROKER.getBrokersAsString()),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    TestPropertyValues.of(settings().list()).applyTo(context);
  }
}
