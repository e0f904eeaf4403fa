package dev.caravan.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an order.
 *
 * @param position of its event in the journal
 * @param type of the event
 * @param sagaId the saga in which it happened
 * @param step the route of the step that it concerns
 * @param detail one sentence
 */
public record TimelineEntry(
    Instant at,
    long position,
    String type,
    String actor,
    @Nullable String sagaId,
    @Nullable String step,
    String detail) {}
