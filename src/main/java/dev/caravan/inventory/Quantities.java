package dev.caravan.inventory;

import dev.caravan.order.Item;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many pieces of each product; two lines of one product count together.
 *
 * @param skus ascending, each once: whoever locks products does it in this order, so that no two
 *     orders wait for each other
 */
record Quantities(String[] skus, Integer[] pieces) {

  static Quantities of(List<Item> items) {
    SortedMap<String, Integer> sums = new TreeMap<>();
    items.forEach(item -> sums.merge(item.sku(), item.quantity(), Math::addExact));
    return new Quantities(
        sums.keySet().toArray(String[]::new), sums.values().toArray(Integer[]::new));
  }
}
