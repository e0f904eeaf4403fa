/**
 * The event store: streams of events in PostgreSQL, appended in the caller's transaction and read
 * in order.
 */
@NullMarked
package dev.caravan.journal;

import org.jspecify.annotations.NullMarked;
