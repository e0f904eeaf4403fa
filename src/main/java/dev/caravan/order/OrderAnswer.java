package dev.caravan.order;

import java.util.List;

/** What became of a command. */
public sealed interface OrderAnswer {

  /** The order changed. */
  record Changed(Order order, List<OrderEvent> events) implements OrderAnswer {}

  /** The command had its effect before. */
  record Unchanged(Order order) implements OrderAnswer {}

  /**
   * The order did not take it; nothing was appended.
   *
   * @param state the order as it stands, or that there is none
   */
  record Refused(Refusal reason, OrderState state) implements OrderAnswer {}

  /** Whether the order is as the command wanted it. */
  default boolean taken() {
    return !(this instanceof Refused);
  }
}
