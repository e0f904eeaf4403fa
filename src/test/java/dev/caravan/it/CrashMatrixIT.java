package dev.caravan.it;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The part of the matrix that each build runs: one flow, and the kills of one step. */
class CrashMatrixIT {
  @TestFactory
  Stream<DynamicTest> endsWhateverAStepMeets() {
    try (CrashMatrix matrix = CrashMatrix.started("crash-matrix")) {
      return matrix.run("direct:book-hotel"::equals, ShippedFlows.travelBooking());
    }
  }
}
