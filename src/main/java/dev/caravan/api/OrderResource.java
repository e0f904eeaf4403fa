package dev.caravan.api;

import dev.caravan.journal.Personal;
import dev.caravan.order.Address;
import dev.caravan.order.Failure;
import dev.caravan.order.Item;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as clients see it; how it is paid is not part of it. */
record OrderResource(
    String orderId,
    String customerId,
    OrderStatus status,
    long version,
    String flow,
    int flowRevision,
    @Nullable String sagaId,
    String currency,
    List<Item> items,
    BigDecimal itemsTotal,
    ShippingResource shipping,
    BigDecimal total,
    @Nullable String reservationId,
    @Nullable String paymentId,
    @Nullable String shipmentId,
    @Nullable String trackingNumber,
    @Nullable Failure failure,
    Instant placedAt,
    Instant updatedAt) {

  /**
   * @param address of the order, opened
   */
  static OrderResource of(Order order, Personal<Address> address) {
    return new OrderResource(
        order.orderId(),
        order.placed().customerId(),
        order.status(),
        order.version(),
        order.placed().flow(),
        order.placed().flowRevision(),
        order.sagaId(),
        order.placed().currency(),
        order.placed().items(),
        order.placed().itemsTotal(),
        ShippingResource.of(order.placed().shipping(), address),
        order.placed().total(),
        order.reservationId(),
        order.paymentId(),
        order.shipmentId(),
        order.trackingNumber(),
        order.failure(),
        order.placedAt(),
        order.updatedAt());
  }
}
