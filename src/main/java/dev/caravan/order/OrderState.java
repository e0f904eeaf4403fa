package dev.caravan.order;

/** What is known of an order id. */
public sealed interface OrderState permits Order, OrderState.Unplaced {

  /** No such order. */
  record Unplaced() implements OrderState {}
}
