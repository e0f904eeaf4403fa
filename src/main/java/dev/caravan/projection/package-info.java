/** The read side: read models that follow the journal from their checkpoints. */
@NullMarked
package dev.caravan.projection;

import org.jspecify.annotations.NullMarked;
