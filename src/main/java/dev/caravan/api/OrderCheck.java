package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.inventory.Inventory;
import dev.caravan.saga.OrderFlows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds what a schema cannot know to be wrong with an order. Works on bodies that do not fit the
 * schema too, so that a client is told everything at once.
 */
final class OrderCheck {
  private static final int MAX_ITEMS = 1000;
  private static final Pattern SKU = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final JsonNode order;
  private final Inventory inventory;
  private final OrderFlows flows;
  private final List<Violation> violations = new ArrayList<>();

  OrderCheck(JsonNode order, Inventory inventory, OrderFlows flows) {
    this.order = order;
    this.inventory = inventory;
    this.flows = flows;
  }

  List<Violation> violations() {
    JsonNode flow = order.path("flow");
    if (flow.isTextual() && !flows.has(flow.asText())) {
      violations.add(Violation.at("/flow", "must be one of " + new TreeSet<>(flows.names())));
    }
    checkAmounts();
    checkProducts();
    return violations;
  }

  private void checkAmounts() {
    String currency = order.path("currency").asText();
    OptionalInt decimals = Currencies.decimals(currency);
    if (decimals.isEmpty()) {
      violations.add(Violation.at("/currency", "must be an ISO 4217 code such as USD"));
      return;
    }
    for (int i = 0; i < items().size(); i++) {
      checkAmount("/items/" + i + "/unitPrice", currency, decimals.getAsInt());
    }
    checkAmount("/shipping/fee", currency, decimals.getAsInt());
  }

  private void checkAmount(String pointer, String currency, int decimals) {
    String amount = order.at(pointer).asText();
    int point = amount.indexOf('.');
    if (point >= 0 && amount.length() - point - 1 > decimals) {
      violations.add(Violation.at(pointer, currency + " has at most " + decimals + " decimals"));
    }
  }

  private void checkProducts() {
    Set<String> skus = new HashSet<>();
    for (int i = 0; i < items().size(); i++) {
      String sku = sku(i);
      if (SKU.matcher(sku).matches()) {
        skus.add(sku);
      }
    }
    Set<String> unknown = skus.isEmpty() ? Set.of() : inventory.unknown(skus);
    for (int i = 0; i < items().size(); i++) {
      if (unknown.contains(sku(i))) {
        violations.add(Violation.at("/items/" + i + "/sku", "must be the sku of a product"));
      }
    }
  }

  private String sku(int item) {
    return items().path(item).path("sku").asText();
  }

  private JsonNode items() {
    JsonNode items = order.path("items");
    return items.size() <= MAX_ITEMS ? items : order.path("");
  }
}
