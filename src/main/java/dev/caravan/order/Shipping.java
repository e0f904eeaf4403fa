package dev.caravan.order;

import java.math.BigDecimal;

/**
 * How an order is sent.
 *
 * @param fee in the order's currency, at its scale
 */
public record Shipping(String carrier, BigDecimal fee, Address address) {}
