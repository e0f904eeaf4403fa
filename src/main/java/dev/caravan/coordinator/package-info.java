/** The embedded Narayana LRA coordinator and its in-process transport. */
@NullMarked
package dev.caravan.coordinator;

import org.jspecify.annotations.NullMarked;
