/**
 * The order as a pure decider, and {@link dev.caravan.order.Orders}, which loads, decides and
 * appends.
 */
@NullMarked
package dev.caravan.order;

import org.jspecify.annotations.NullMarked;
