package dev.caravan.order;

import java.math.BigDecimal;

/**
 * A line of an order.
 *
 * @param quantity at least 1
 * @param unitPrice in the order's currency, at its scale
 */
public record Item(String sku, String name, int quantity, BigDecimal unitPrice) {
  BigDecimal total() {
    return unitPrice.multiply(BigDecimal.valueOf(quantity));
  }
}
