/** The participant that holds, takes and gives back stock. */
@NullMarked
package dev.caravan.inventory;

import org.jspecify.annotations.NullMarked;
