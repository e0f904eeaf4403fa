package dev.caravan.order;

import dev.caravan.journal.Personal;
import java.math.BigDecimal;

/**
 * How an order is sent.
 *
 * @param fee in the order's currency, at its scale
 * @param country its name, not an ISO code; by itself it tells nobody who somebody is, and carriers
 *     and taxes follow from it
 * @param address sealed in what is stored
 */
public record Shipping(String carrier, BigDecimal fee, String country, Personal<Address> address) {}
