package dev.caravan.testing;

import dev.caravan.journal.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Events in their stored form. */
public final class StoredEvents {
  public static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456Z");

  private StoredEvents() {}

  /** The pinned form {@code events/<type>.v<n>.json}; such a file is never edited. */
  public static String pinned(String type, int schemaVersion) {
    String file = "/events/" + type + ".v" + schemaVersion + ".json";
    try (InputStream in = StoredEvents.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new AssertionError("the stored form " + file + " is not pinned");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static RecordedEvent recorded(long version, String type, int schemaVersion, String data) {
    return new RecordedEvent(
        40 + version,
        "order-1",
        version,
        type,
        schemaVersion,
        new UUID(7, version),
        TIME.plusSeconds(version),
        "saga-1",
        null,
        "test",
        data,
        null,
        "");
  }
}
