package dev.caravan.journal;

import org.jspecify.annotations.Nullable;

/** An event of the journal that this version of Caravan cannot read. Whoever meets it stops. */
public class UnreadableEventException extends RuntimeException {
  UnreadableEventException(RecordedEvent event, @Nullable Throwable cause) {
    super(
        "cannot read the event at position %d: type %s, schema version %d"
            .formatted(event.position(), event.type(), event.schemaVersion()),
        cause);
  }
}
