package dev.caravan.journal;

import dev.caravan.journal.Verification.Invalid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks the hash chains of streams, whose events it gets one stream after the other by version.
 */
class ChainCheck {
  private long events;
  private long streams;
  private @Nullable Invalid first;
  private String stream = "";
  private long version;
  private @Nullable String hash;

  /** Takes the next event; that of another stream must be its first. */
  void accept(RecordedEvent event) {
    accept(event, null);
  }

  /**
   * Takes the next event.
   *
   * @param before the hash of the event before it, looked at where it is of another stream than the
   *     last
   */
  void accept(RecordedEvent event, @Nullable String before) {
    events++;
    if (streams == 0 || !event.streamId().equals(stream)) {
      streams++;
      stream = event.streamId();
      version = before == null ? 0 : event.version() - 1;
      hash = before;
    }
    String wrong = wrong(event);
    if (wrong != null) {
      first = Invalid.first(first, Invalid.of(event, wrong));
    }
    version = event.version();
    hash = event.hash();
  }

  private @Nullable String wrong(RecordedEvent event) {
    if (event.version() != version + 1) {
      return version == 0
          ? "it is the first that is there of its stream, but not version 1"
          : "the event before it in its stream has version " + version;
    }
    if (!Objects.equals(event.previousHash(), hash)) {
      return "its previous hash is not the hash of the event before it in its stream";
    }
    return EventHash.of(event).equals(event.hash()) ? null : "its content does not fit its hash";
  }

  long events() {
    return events;
  }

  long streams() {
    return streams;
  }

  @Nullable Invalid first() {
    return first;
  }
}
