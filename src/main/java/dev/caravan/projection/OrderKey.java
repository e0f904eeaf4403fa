package dev.caravan.projection;

import java.time.Instant;

/** An order's place in a list: by time, then by id compared as bytes. */
public record OrderKey(Instant placedAt, String orderId) {}
