package dev.caravan.order;

/**
 * How an order is paid.
 *
 * @param token the provider's name for the means of payment; no card number ever comes here
 */
public record Payment(String method, String token) {}
