package dev.caravan.faults;

/** What happens to the work of one route, for one order or process. */
public enum Fault {
  /** Says no, for a business reason, each time. */
  REFUSES,
  /** Fails before its work, each time. */
  THROWS,
  /** Fails before its work, the first time. */
  THROWS_ONCE,
  /** Fails after its work, each time. */
  THROWS_AFTERWARDS,
  /** Takes longer than the saga may, and works then. */
  COMES_LATE,
  /** Is undone before it has done anything, and works then. */
  IS_UNDONE_FIRST,
  /** The process dies before the first transaction of its work is committed. */
  DIES_BEFORE_COMMIT,
  /** The process dies after the first transaction of its work is committed. */
  DIES_AFTER_COMMIT,
  /** Whoever calls it calls it again when it is done. */
  IS_CALLED_TWICE
}
