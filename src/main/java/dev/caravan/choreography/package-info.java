/**
 * The message-based saga of an order: participants react to events and cause new ones, over the
 * journal or over Kafka, and nobody coordinates them.
 */
@NullMarked
package dev.caravan.choreography;

import org.jspecify.annotations.NullMarked;
