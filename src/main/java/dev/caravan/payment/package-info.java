/** The participant that charges and refunds. */
@NullMarked
package dev.caravan.payment;

import org.jspecify.annotations.NullMarked;
