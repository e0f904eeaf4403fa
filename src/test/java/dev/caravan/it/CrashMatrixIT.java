package dev.caravan.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The part of the matrix that each build runs: all but most of the kills. */
class CrashMatrixIT {
  @TestFactory
  Stream<DynamicTest> endsWhateverAStepMeets() {
    try (CrashMatrix matrix = CrashMatrix.started("crash-matrix")) {
      return matrix.run(
          "direct:payment-charge"::equals, ShippedFlows.yaml(), ShippedFlows.travelBooking());
    }
  }
}
