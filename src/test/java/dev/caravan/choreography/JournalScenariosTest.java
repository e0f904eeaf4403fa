package dev.caravan.choreography;

import dev.caravan.testing.FlowTest;
import java.util.List;

/** All flows side by side, the choreographed one over the journal. */
@FlowTest
class JournalScenariosTest extends OrderScenarios {
  @Override
  List<String> flows() {
    return List.of("order-fulfilment", "order-fulfilment-java", "order-choreography");
  }
}
