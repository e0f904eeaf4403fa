package dev.caravan.payment;

import java.math.BigDecimal;

/**
 * A payment as the books have it.
 *
 * @param amount in {@code currency}, at its scale
 * @param status {@code CHARGED} or {@code REFUNDED}
 */
public record PaymentRecord(
    String paymentId, String orderId, BigDecimal amount, String currency, String status) {}
