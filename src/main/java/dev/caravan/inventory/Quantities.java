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
    items.forEach(item -> sums.merge(item.sku(), item.quantity(), Quantities::add));
    return new Quantities(
        sums.keySet().toArray(String[]::new), sums.values().toArray(Integer[]::new));
  }

  // more than can be counted is more than there can be in stock, which is a refusal and not an
  // error
  private static int add(int one, int other) {
    return (int) Math.min((long) one + other, Integer.MAX_VALUE);
  }
}
