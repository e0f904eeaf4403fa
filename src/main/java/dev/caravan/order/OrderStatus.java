package dev.caravan.order;

/** Where an order stands; the names are part of the API. */
public enum OrderStatus {
  /** Stored; no step took effect. */
  PLACED,
  /** Stock is held. */
  RESERVED,
  /** Charged. */
  PAID,
  /** The shipment is scheduled; the saga has not closed. */
  SHIPPED,
  /** The saga closed: all effects stand. */
  CONFIRMED,
  /** A step refused, or something is being undone. */
  CANCELLING,
  /** Nothing stands. */
  CANCELLED,
  /** A compensation gave up; an operator is needed. */
  FAILED;

  /** Whether steps may still go forward. */
  public boolean isOpen() {
    return this == PLACED || this == RESERVED || this == PAID || this == SHIPPED;
  }

  /**
   * Whether the order's saga decides nothing about it any more. A customer may still cancel a
   * confirmed order, and what of a failed one can be undone still is.
   */
  public boolean isFinal() {
    return this == CONFIRMED || this == CANCELLED || this == FAILED;
  }
}
