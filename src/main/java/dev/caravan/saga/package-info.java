/**
 * Sagas under the LRA coordinator: hardened client, signed callbacks, saga log, the Java DSL flow.
 */
@NullMarked
package dev.caravan.saga;

import org.jspecify.annotations.NullMarked;
