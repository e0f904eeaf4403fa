package dev.caravan.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.journal.RecordedEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as clients see it.
 *
 * @param stream left out where the answer is about one stream
 */
record EventResource(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String stream,
    long position,
    long version,
    String type,
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    @Nullable String sagaId,
    @Nullable UUID causedBy,
    String actor,
    Object data,
    String hash) {

  static EventResource of(RecordedEvent event) {
    return new EventResource(
        event.streamId(),
        event.position(),
        event.version(),
        event.type(),
        event.schemaVersion(),
        event.eventId(),
        event.occurredAt(),
        event.sagaId(),
        event.causedBy(),
        event.actor(),
        MaskedData.of(event),
        event.hash());
  }

  EventResource withoutStream() {
    return new EventResource(
        null,
        position,
        version,
        type,
        schemaVersion,
        eventId,
        occurredAt,
        sagaId,
        causedBy,
        actor,
        data,
        hash);
  }
}
