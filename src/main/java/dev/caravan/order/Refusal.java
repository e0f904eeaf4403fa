package dev.caravan.order;

/** Why an order does not take a command. */
public enum Refusal {
  /** There is no such order. */
  UNKNOWN_ORDER,
  /** The id belongs to an order with other content. */
  OTHER_CONTENT,
  /** The order goes forward no more. */
  NOT_OPEN,
  /** An effect has not been undone yet; ask again later. */
  EFFECTS_STANDING
}
