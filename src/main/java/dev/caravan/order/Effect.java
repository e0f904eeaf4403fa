package dev.caravan.order;

/** What a step does in the world and its compensation undoes. */
public enum Effect {
  STOCK(OrderStatus.RESERVED),
  PAYMENT(OrderStatus.PAID),
  SHIPMENT(OrderStatus.SHIPPED);

  private final OrderStatus reached;

  Effect(OrderStatus reached) {
    this.reached = reached;
  }

  /** The status of an order once this has happened to it. */
  OrderStatus reached() {
    return reached;
  }
}
