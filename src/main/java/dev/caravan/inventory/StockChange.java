package dev.caravan.inventory;

/** What became of setting a product's stock. */
public sealed interface StockChange {
  /** It is set. */
  record Done(StockLevel level) implements StockChange {}

  /** Open orders hold more than that; nothing was changed. */
  record BelowReserved(int reserved) implements StockChange {}
}
