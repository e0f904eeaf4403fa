package dev.caravan.inventory;

import dev.caravan.journal.EventCodec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person, or the catalogue of a new database, set a product's stock; stored in the stream {@code
 * product-<sku>}.
 *
 * @param onHand what is in the warehouse since, in pieces
 * @param change by how much that is more than before, so that the sum of all changes does not
 *     depend on the orders between them
 * @param reason one sentence; null where nobody gave one
 */
record StockSet(String sku, String name, int onHand, long change, @Nullable String reason) {
  static final String TYPE = "StockSet";
  static final EventCodec<StockSet> CODEC = new EventCodec<>(Map.of(TYPE, StockSet.class));

  static String stream(String sku) {
    return "product-" + sku;
  }
}
