package dev.caravan.saga;

/** The process is starting and has not loaded its flows yet. */
public class FlowsNotReadyException extends RuntimeException {
  public FlowsNotReadyException() {
    super("the flows are not loaded yet");
  }
}
