package dev.caravan.journal;

/** Where a stream must stand for an append to be taken. */
public sealed interface ExpectedVersion {

  /** The stream's last version is exactly this; 0: the stream has no event. */
  record Exactly(long version) implements ExpectedVersion {}

  /** Wherever the stream stands. */
  record Any() implements ExpectedVersion {}

  /** There is no such stream yet. */
  static ExpectedVersion noStream() {
    return new Exactly(0);
  }

  /** The stream's last version is this one. */
  static ExpectedVersion exactly(long version) {
    return new Exactly(version);
  }

  /** The stream stands anywhere. */
  static ExpectedVersion any() {
    return new Any();
  }
}
