package dev.caravan.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The hash of an event, as {@code journal.event_hash} computes it in the database. */
public final class EventHash {
  private EventHash() {}

  /**
   * What the hash of an event is by all its other fields, hex.
   *
   * @param event as it is stored: with the data as they are in the row
   */
  public static String of(RecordedEvent event) {
    String form =
        new StringBuilder(event.data().length() + 400)
            .append(orEmpty(event.previousHash()))
            .append('\n')
            .append(event.position())
            .append('\n')
            .append(event.streamId())
            .append('\n')
            .append(event.version())
            .append('\n')
            .append(event.type())
            .append('\n')
            .append(event.schemaVersion())
            .append('\n')
            .append(event.eventId())
            .append('\n')
            .append(micros(event.occurredAt()))
            .append('\n')
            .append(orEmpty(event.sagaId()))
            .append('\n')
            .append(event.causedBy() == null ? "" : event.causedBy())
            .append('\n')
            .append(event.actor())
            .append('\n')
            .append(event.data())
            .toString();
    return HexFormat.of().formatHex(sha256().digest(form.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
