package dev.caravan.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Products and orders of them, one after the other, to be brought through any flow.
 *
 * @param stock how much there is of each product at the beginning
 */
record History(Map<String, Integer> stock, List<OrderJson> orders) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** By the contract the figures are there 2 s after an order's end; on a busy machine later. */
  private static final Duration FIGURES = Duration.ofSeconds(20);

  /**
   * What is in a folder: {@code inventory.jsonl}, products as {@code {"sku", "onHand"}}, and {@code
   * orders-1996.jsonl}, orders as the API takes them; one a line.
   */
  static History of(Path folder) {
    Map<String, Integer> stock = new TreeMap<>();
    lines(folder.resolve("inventory.jsonl"))
        .forEach(product -> stock.put(product.get("sku").asText(), product.get("onHand").asInt()));
    return new History(
        stock, lines(folder.resolve("orders-1996.jsonl")).stream().map(OrderJson::of).toList());
  }

  private static List<ObjectNode> lines(Path file) {
    List<ObjectNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        lines.add((ObjectNode) JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /**
   * What became of an order.
   *
   * @param answer the status of the answer to who placed it
   */
  record End(
      int answer,
      String status,
      String failure,
      String total,
      List<String> events,
      List<String> payments,
      List<String> shipments) {}

  /**
   * @param left of each product at the end
   */
  record Result(Map<String, End> orders, Map<String, Stock> left) {
    long count(String status) {
      return orders.values().stream().filter(end -> end.status().equals(status)).count();
    }
  }

  /** Brings all of it through a flow, by orders and products of its own. */
  Result through(String flow, Api api) {
    String prefix = flow + "-";
    stock.forEach((sku, onHand) -> api.setStock(prefix + sku, onHand));
    Map<String, End> ends = new TreeMap<>();
    for (OrderJson order : orders) {
      ends.put(order.orderId(), end(order.renamed(prefix).flow(flow), api, prefix));
    }
    Map<String, Stock> left = new TreeMap<>();
    Conditions.awaitAsserted(
        "that nothing is held",
        FIGURES,
        () -> {
          for (String sku : stock.keySet()) {
            Stock now = api.stock(prefix + sku);
            left.put(sku, now);
            if (now.reserved() != 0) {
              throw new AssertionError(sku + " is held: " + now);
            }
          }
        });
    return new Result(ends, left);
  }

  private static End end(OrderJson order, Api api, String prefix) {
    Reply reply = api.place(order);
    JsonNode placed = api.order(order.orderId());
    return new End(
        reply.status(),
        placed.get("status").asText(),
        placed.get("failure").toString().replace(prefix, ""),
        placed.get("total").asText(),
        api.events(order.orderId()),
        words(api.payments(order.orderId()), "amount", "currency", "status"),
        words(api.shipments(order.orderId()), "carrier", "status"));
  }

  private static List<String> words(JsonNode list, String... members) {
    List<String> words = new ArrayList<>();
    for (JsonNode one : list) {
      for (String member : members) {
        words.add(one.get(member).asText());
      }
    }
    return words;
  }
}
