package dev.caravan.choreography;

import dev.caravan.testing.KafkaFlowTest;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** Choreographed orders over Kafka. One class, so that one JVM alone starts a broker. */
@KafkaFlowTest
class KafkaTest {
  @Nested
  class Channel extends KafkaChannelContract {}

  @Nested
  class Scenarios extends OrderScenarios {
    @Override
    List<String> flows() {
      return List.of("order-choreography");
    }
  }
}
