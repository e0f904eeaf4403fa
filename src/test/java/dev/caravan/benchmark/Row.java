package dev.caravan.benchmark;

import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param cpuSecondsPer1000 of JVM and database; null where the platform does not tell
 */
record Row(
    String wiring,
    int callers,
    double ordersPerSecond,
    double p50Millis,
    double p99Millis,
    @Nullable Double cpuSecondsPer1000,
    int confirmed,
    int refused) {}
