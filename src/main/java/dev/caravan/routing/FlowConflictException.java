package dev.caravan.routing;

/** A flow cannot be changed so as it, or what else there is, stands; its message says why. */
public class FlowConflictException extends RuntimeException {
  /** What stands in the way. */
  public enum Kind {
    /** There is no such flow, or no such revision of it. */
    UNKNOWN,
    /** Its active revision is not the one that was expected. */
    STALE,
    /** Something else needs it. */
    NEEDED,
    /** What is asked for is done once at a time. */
    BUSY
  }

  private final Kind kind;

  FlowConflictException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
