package dev.caravan.journal;

import org.jspecify.annotations.Nullable;

/** An event of the journal that this version of Caravan cannot read. Whoever meets it stops. */
public class UnreadableEventException extends RuntimeException {
  private final long position;
  private final String streamId;
  private final long version;
  private final String type;
  private final int schemaVersion;

  // the message shows nothing of the data, which may be about persons
  UnreadableEventException(RecordedEvent event, String why, @Nullable Throwable cause) {
    super(
        "cannot read the event at position %d (%s, version %d): type %s, schema version %d: %s"
            .formatted(
                event.position(),
                event.streamId(),
                event.version(),
                event.type(),
                event.schemaVersion(),
                why),
        cause);
    position = event.position();
    streamId = event.streamId();
    version = event.version();
    type = event.type();
    schemaVersion = event.schemaVersion();
  }

  /** Its place in the journal. */
  public long position() {
    return position;
  }

  public String streamId() {
    return streamId;
  }

  /** Its place in its stream. */
  public long version() {
    return version;
  }

  /** The stored name of its type. */
  public String type() {
    return type;
  }

  /** The version of its form. */
  public int schemaVersion() {
    return schemaVersion;
  }
}
