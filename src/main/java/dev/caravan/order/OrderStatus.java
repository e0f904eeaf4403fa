package dev.caravan.order;

/** Where an order stands. */
public enum OrderStatus {
  PLACED,
  RESERVED,
  PAID,
  SHIPPED,
  CONFIRMED,
  CANCELLING,
  CANCELLED,
  /** A compensation gave up; an operator is needed. */
  FAILED;

  /** Whether steps may still go forward. */
  public boolean isOpen() {
    return this == PLACED || this == RESERVED || this == PAID || this == SHIPPED;
  }

  /** Whether nothing more happens by itself. */
  public boolean isFinal() {
    return this == CONFIRMED || this == CANCELLED || this == FAILED;
  }
}
