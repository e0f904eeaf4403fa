/**
 * Sagas under the LRA coordinator: hardened client, signed callbacks, saga log, the Java DSL flow,
 * recovery of orders that were left behind.
 */
@NullMarked
package dev.caravan.saga;

import org.jspecify.annotations.NullMarked;
