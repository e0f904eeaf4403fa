package dev.caravan.journal;

/**
 * The stream did not stand where the writer expected it; the append left nothing behind, and the
 * transaction goes on.
 */
public class WrongExpectedVersionException extends RuntimeException {
  private final String streamId;

  WrongExpectedVersionException(String streamId, ExpectedVersion expected) {
    super("stream " + streamId + " is not at " + expected);
    this.streamId = streamId;
  }

  /** The stream that was to be appended to. */
  public String streamId() {
    return streamId;
  }
}
