package dev.caravan.choreography;

import dev.caravan.testing.KafkaFlowTest;
import java.util.List;

/** The choreographed flow over Kafka. */
@KafkaFlowTest
class KafkaScenariosTest extends OrderScenarios {
  @Override
  List<String> flows() {
    return List.of("order-choreography");
  }
}
