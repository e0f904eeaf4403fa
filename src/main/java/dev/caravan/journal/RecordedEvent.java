package dev.caravan.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as the journal holds it.
 *
 * @param position its place in the journal as a whole, ascending, with gaps
 * @param version its place in its stream, from 1 without gaps
 * @param previousHash the hash of the event before it in its stream, null for the first; hex
 * @param hash SHA-256 over all other fields, see {@code journal.event_hash}; hex
 */
public record RecordedEvent(
    long position,
    String streamId,
    long version,
    String type,
    int schemaVersion,
    UUID eventId,
    Instant occurredAt,
    @Nullable String sagaId,
    @Nullable UUID causedBy,
    String actor,
    String data,
    @Nullable String previousHash,
    String hash) {}
