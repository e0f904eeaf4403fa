package dev.caravan.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event to be appended.
 *
 * @param type its stored name, explicit and never a class name; without line breaks, like saga id
 *     and actor
 * @param schemaVersion the version of the form of {@code data}, from 1
 * @param eventId unique over the whole journal
 * @param occurredAt kept to the microsecond
 * @param sagaId the saga it belongs to; an opaque id, never an address
 * @param causedBy the event that led to it
 * @param actor who or what did it
 * @param data a JSON text, stored as it is
 */
public record NewEvent(
    String type,
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    @Nullable String sagaId,
    @Nullable UUID causedBy,
    String actor,
    String data) {}
