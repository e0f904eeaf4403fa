/** The participant that schedules and recalls shipments. */
@NullMarked
package dev.caravan.shipping;

import org.jspecify.annotations.NullMarked;
