package dev.caravan.order;

import java.math.BigDecimal;

/**
 * A line of an order.
 *
 * @param sku the product's number in the catalogue
 * @param name as the customer was shown it; not compared with the catalogue
 * @param quantity pieces, at least 1
 * @param unitPrice in the order's currency, at its scale
 */
public record Item(String sku, String name, int quantity, BigDecimal unitPrice) {
  /** Quantity × unit price. */
  public BigDecimal total() {
    return unitPrice.multiply(BigDecimal.valueOf(quantity));
  }
}
