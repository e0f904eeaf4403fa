package dev.caravan.it;

import dev.caravan.faults.Fault;
import java.util.Locale;
import java.util.Map;

/** What a step of a flow may meet. */
enum Trouble {
  REFUSES(Fault.REFUSES),
  THROWS(Fault.THROWS),
  TIMES_OUT(Fault.COMES_LATE),
  KILLED_BEFORE_ITS_COMMIT(Fault.DIES_BEFORE_COMMIT),
  KILLED_AFTER_ITS_COMMIT(Fault.DIES_AFTER_COMMIT),
  COMPENSATION_BEFORE_ACTION(Fault.IS_UNDONE_FIRST),
  CALLBACK_TWICE(Fault.IS_CALLED_TWICE),
  COMPENSATION_FAILS_ONCE(Fault.THROWS_ONCE),
  COMPENSATION_FAILS_FOR_EVER(Fault.THROWS);

  private final Fault fault;

  Trouble(Fault fault) {
    this.fault = fault;
  }

  boolean kills() {
    return this == KILLED_BEFORE_ITS_COMMIT || this == KILLED_AFTER_ITS_COMMIT;
  }

  private boolean isOfTheCompensation() {
    return compareTo(CALLBACK_TWICE) >= 0;
  }

  /**
   * What brings it about.
   *
   * @param undoing what the last step meets where the trouble is of a compensation
   */
  Map<String, Fault> faults(MatrixFlow.Step step, MatrixFlow.Step last, Fault undoing) {
    return isOfTheCompensation()
        ? Map.of(last.endpoint(), undoing, step.compensation(), fault)
        : Map.of(step.endpoint(), fault);
  }

  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
