package dev.caravan.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The part of the matrix that each build runs: one flow, without the kills. */
class CrashMatrixIT {
  @TestFactory
  Stream<DynamicTest> endsWhateverAStepMeets() {
    try (CrashMatrix matrix = CrashMatrix.started("crash-matrix")) {
      return matrix.run(step -> false, ShippedFlows.travelBooking());
    }
  }
}
