package dev.caravan.order;

import org.jspecify.annotations.Nullable;

/**
 * Who gives a command, and within which saga.
 *
 * @param name such as {@code inventory} or {@code customer}
 * @param sagaId the saga's opaque id
 */
public record Actor(String name, @Nullable String sagaId) {}
