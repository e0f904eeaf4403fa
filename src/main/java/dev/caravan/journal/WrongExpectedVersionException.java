package dev.caravan.journal;

/** The stream did not stand where the writer expected it; nothing was appended. */
public class WrongExpectedVersionException extends RuntimeException {
  private final String streamId;

  WrongExpectedVersionException(String streamId, ExpectedVersion expected) {
    super("stream " + streamId + " is not at " + expected);
    this.streamId = streamId;
  }

  public String streamId() {
    return streamId;
  }
}
