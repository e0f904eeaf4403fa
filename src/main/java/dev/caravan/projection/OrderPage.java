package dev.caravan.projection;

import dev.caravan.order.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of orders.
 *
 * @param orders the newest first
 * @param next the place of its last order, where more come after it; null on the last page
 */
public record OrderPage(List<Order> orders, @Nullable PageKey next) {}
