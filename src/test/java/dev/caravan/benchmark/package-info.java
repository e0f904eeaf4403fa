/**
 * Measures what Caravan's sagas cost: the packaged application against the stock wiring and against
 * no saga at all. Run by {@code mvn -Pbenchmark verify}.
 */
package dev.caravan.benchmark;
