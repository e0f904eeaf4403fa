package dev.caravan.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.caravan.journal.RecordedEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in the form of CloudEvents 1.0, the journal's own fields as extension attributes.
 *
 * @param position a string: integers of CloudEvents have 32 bits only
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON
 *     format</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CloudEvent(
    String specversion,
    UUID id,
    String source,
    String type,
    String subject,
    Instant time,
    String datacontenttype,
    String dataschema,
    Object data,
    String position,
    String streamversion,
    @Nullable String sagaid,
    @Nullable UUID causedby,
    String actor) {

  static CloudEvent of(RecordedEvent event) {
    return new CloudEvent(
        "1.0",
        event.eventId(),
        "urn:caravan:journal",
        event.type(),
        event.streamId(),
        event.occurredAt(),
        Answer.JSON,
        "urn:caravan:event:" + event.type() + ":" + event.schemaVersion(),
        MaskedData.of(event),
        String.valueOf(event.position()),
        String.valueOf(event.version()),
        event.sagaId(),
        event.causedBy(),
        event.actor());
  }
}
