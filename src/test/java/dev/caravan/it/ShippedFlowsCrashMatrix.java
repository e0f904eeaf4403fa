package dev.caravan.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The whole matrix of all shipped flows. Run by {@code mvn -Pcrash-matrix verify}. */
class ShippedFlowsCrashMatrix {
  @TestFactory
  Stream<DynamicTest> endsWhateverAStepMeets() {
    try (CrashMatrix matrix = CrashMatrix.started("crash-matrix")) {
      return matrix.run(
          ShippedFlows.yaml(),
          ShippedFlows.java(),
          ShippedFlows.choreography(),
          ShippedFlows.travelBooking());
    }
  }
}
