package dev.caravan.projection;

import java.time.Instant;

/** An order's place in a list. */
public record OrderKey(Instant placedAt, String orderId) {}
