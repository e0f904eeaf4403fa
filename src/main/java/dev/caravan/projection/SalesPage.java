package dev.caravan.projection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the totals.
 *
 * @param sales by day, product and currency
 * @param next the place of the last of them, where more come after it; null on the last page
 */
public record SalesPage(List<Sale> sales, @Nullable PageKey next) {}
