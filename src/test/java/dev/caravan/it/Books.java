package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the journal says of all orders against what the participants have on their books. */
final class Books {
  private static final Set<String> FINAL = Set.of("CONFIRMED", "CANCELLED");

  private final Api api;
  private final Map<String, JsonNode> orders = new HashMap<>();

  private Books(Api api) {
    this.api = api;
  }

  /** Waits until each order that was placed has ended, and reads them all. */
  static Books settled(Api api, Duration atMost) {
    Books books = new Books(api);
    Conditions.awaitAsserted("every order's end", atMost, () -> books.assertNoneOpen());
    return books;
  }

  /**
   * Waits until each order has ended; then each answer of the load was true, and stock and money
   * agree with the orders.
   */
  static Books keptAndBalanced(Api api, Load load, Duration atMost) {
    Books books = settled(api, atMost);
    books.assertKept(load);
    books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
    return books;
  }

  private void assertNoneOpen() {
    Map<String, String> open = new TreeMap<>();
    for (String orderId : placed()) {
      if (!orders.containsKey(orderId)) {
        JsonNode order = api.order(orderId);
        if (FINAL.contains(order.get("status").asText())) {
          orders.put(orderId, order);
        } else {
          open.put(orderId, order.get("status").asText());
        }
      }
    }
    assertThat(open).as("orders that have not ended").isEmpty();
  }

  /** From the journal: the listing follows it, and may be late. */
  private Set<String> placed() {
    Set<String> ids = new TreeSet<>();
    for (JsonNode event : api.journal()) {
      if (event.get("type").asText().equals("OrderPlaced")) {
        ids.add(event.at("/data/orderId").asText());
      }
    }
    return ids;
  }

  long count(String status) {
    return orders.values().stream().filter(o -> o.get("status").asText().equals(status)).count();
  }

  /** The order at its end; null where it was never placed. */
  JsonNode order(String orderId) {
    return orders.get(orderId);
  }

  /** Each answer of a load must have been true, and must have remained so. */
  void assertKept(Load load) {
    load.answered().forEach(this::assertKept);
  }

  /** The same of one answer. */
  void assertKept(String id, Reply reply) {
    JsonNode order = order(id);
    switch (reply.status()) {
      case 201 -> assertThat(statusOf(order)).as("confirmed " + id).isEqualTo("CONFIRMED");
      case 202 -> assertThat(order).as("accepted " + id).isNotNull();
      case 422 -> {
        assertThat(statusOf(order)).as("refused " + id).isEqualTo("CANCELLED");
        assertThat(order.at("/failure/type").asText())
            .isEqualTo(reply.json().get("type").asText().replaceFirst(".*:", ""));
      }
      case 503 -> {
        JsonNode problem = reply.problem(503);
        if (problem.path("orderStatus").asText().equals("CANCELLED")) {
          assertThat(statusOf(order)).as("cancelled " + id).isEqualTo("CANCELLED");
        } else if (problem.has("orderId")) {
          assertThat(order).as("unfinished " + id).isNotNull();
        }
      }
      default -> throw new AssertionError(id + ": " + reply.status() + reply.body());
    }
  }

  private static String statusOf(JsonNode order) {
    return order == null ? "not there" : order.get("status").asText();
  }

  /** Stock, payments, shipments and the listing agree with the orders, piece by piece. */
  void assertBalanced(Map<String, Integer> initialStock) {
    Map<String, Integer> sold = new HashMap<>();
    for (JsonNode order : orders.values()) {
      String id = order.get("orderId").asText();
      boolean confirmed = order.get("status").asText().equals("CONFIRMED");
      if (confirmed) {
        order
            .get("items")
            .forEach(
                i -> sold.merge(i.get("sku").asText(), i.get("quantity").asInt(), Integer::sum));
      }
      assertExact(id);
    }
    Conditions.awaitAsserted(
        "stock",
        Duration.ofSeconds(15),
        () ->
            initialStock.forEach(
                (sku, initial) ->
                    assertThat(api.stock(sku))
                        .as("stock of " + sku)
                        .isEqualTo(Stock.free(initial - sold.getOrDefault(sku, 0)))));
    Conditions.awaitAsserted(
        "listing",
        Duration.ofSeconds(15),
        () -> {
          Map<String, JsonNode> listed = new HashMap<>();
          api.orders().forEach(order -> listed.put(order.get("orderId").asText(), order));
          assertThat(listed).isEqualTo(orders);
        });
  }

  /** Payments and shipments agree with the order. */
  void assertExact(String id) {
    assertExact(api, order(id));
  }

  static void assertExact(Api api, JsonNode order) {
    String id = order.get("orderId").asText();
    boolean confirmed = order.get("status").asText().equals("CONFIRMED");
    assertThat(standing(api.payments(id), "CHARGED"))
        .as("charges of %s, which is %s", id, statusOf(order))
        .isEqualTo(confirmed ? List.of(order.get("total").asText()) : List.of());
    assertThat(api.shipments(id).findValuesAsText("status").stream().filter("SCHEDULED"::equals))
        .as("shipments of %s, which is %s", id, statusOf(order))
        .hasSize(confirmed ? 1 : 0);
  }

  Set<String> orderIds() {
    return orders.keySet();
  }

  private static List<String> standing(JsonNode payments, String status) {
    List<String> amounts = new java.util.ArrayList<>();
    payments.forEach(
        payment -> {
          if (payment.get("status").asText().equals(status)) {
            amounts.add(payment.get("amount").asText());
          }
        });
    return amounts;
  }
}
