package dev.caravan.shipping;

/**
 * A shipment as the books have it.
 *
 * @param status {@code SCHEDULED} or {@code CANCELLED}
 */
public record Shipment(
    String shipmentId, String orderId, String carrier, String trackingNumber, String status) {}
