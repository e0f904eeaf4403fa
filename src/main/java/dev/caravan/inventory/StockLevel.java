package dev.caravan.inventory;

/**
 * The stock of a product, in pieces.
 *
 * @param onHand what is in the warehouse
 * @param reserved what of it open orders hold
 */
public record StockLevel(String sku, String name, int onHand, int reserved) {
  /** What new orders can have. */
  public int available() {
    return onHand - reserved;
  }
}
