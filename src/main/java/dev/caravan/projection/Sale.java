package dev.caravan.projection;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What was sold of a product on a day, and what came back on it.
 *
 * @param day in UTC
 * @param name of the product, as the last order of that day gave it
 * @param quantity of orders confirmed on that day
 * @param amount quantity × unit price of these
 * @param returnedQuantity of confirmed orders that were cancelled on that day
 */
public record Sale(
    LocalDate day,
    String sku,
    String name,
    String currency,
    long quantity,
    BigDecimal amount,
    long returnedQuantity,
    BigDecimal returnedAmount) {}
