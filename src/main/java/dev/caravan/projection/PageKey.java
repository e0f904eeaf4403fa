package dev.caravan.projection;

import java.time.Instant;

/** A place in a list, the newest first: by time, then by id compared as bytes. */
public record PageKey(Instant at, String id) {}
