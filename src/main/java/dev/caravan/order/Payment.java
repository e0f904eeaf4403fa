package dev.caravan.order;

import dev.caravan.journal.Personal;

/**
 * How an order is paid.
 *
 * @param token the provider's name for the means of payment, sealed in what is stored; no card
 *     number ever comes here
 */
public record Payment(String method, Personal<String> token) {}
