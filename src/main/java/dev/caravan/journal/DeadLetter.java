package dev.caravan.journal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that a group of consumers could not handle, or that has to wait behind one.
 *
 * @param id ascending in the order in which they were set aside (UUID version 7)
 * @param source where it was consumed from, as a Camel endpoint: {@code journal:order}
 * @param stream what it must keep its order in: the stream's id, or a message's key
 * @param position its place in the source; in the journal, the event's position
 * @param eventId the id of the event, null where it could not be made out
 * @param type the event's stored name, null where it could not be made out
 * @param attempts how often it failed; 0: it waits behind another of its stream
 * @param error why it is here, in one text without stack trace
 */
public record DeadLetter(
    UUID id,
    String group,
    String source,
    String stream,
    long position,
    @Nullable UUID eventId,
    @Nullable String type,
    int attempts,
    String error,
    Instant setAsideAt) {}
