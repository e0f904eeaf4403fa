package dev.caravan.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import java.util.function.Consumer;

/** The body of a request for an order, one that every step takes until told otherwise. */
final class OrderJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode json;

  private OrderJson(ObjectNode json) {
    this.json = json;
  }

  private OrderJson(String orderId) {
    json = JSON.createObjectNode();
    json.put("orderId", orderId);
    json.put("customerId", "VINET");
    json.put("currency", "USD");
    json.putArray("items");
    ObjectNode shipping = json.putObject("shipping");
    shipping.put("carrier", "Federal Shipping").put("fee", "32.38");
    shipping
        .putObject("address")
        .put("name", "Vins et alcools Chevalier")
        .put("street", "59 rue de l'Abbaye")
        .put("city", "Reims")
        .putNull("region")
        .put("postalCode", "51100")
        .put("country", "France");
    json.putObject("payment").put("method", "card").put("token", "tok_visa");
  }

  /** Without items yet. */
  static OrderJson order(String orderId) {
    return new OrderJson(orderId);
  }

  /** One that there is already. */
  static OrderJson of(ObjectNode json) {
    return new OrderJson(json);
  }

  /** The same with another id, of other products: each name begins with the prefix. */
  OrderJson renamed(String prefix) {
    return new OrderJson(json.deepCopy())
        .with(
            copy -> {
              copy.put("orderId", prefix + orderId());
              copy.get("items")
                  .forEach(
                      item -> ((ObjectNode) item).put("sku", prefix + item.get("sku").asText()));
            });
  }

  static OrderJson anyOrder() {
    return order("o-" + UUID.randomUUID());
  }

  OrderJson item(String sku, int quantity, String unitPrice) {
    json.withArray("items")
        .addObject()
        .put("sku", sku)
        .put("name", "Name of " + sku)
        .put("quantity", quantity)
        .put("unitPrice", unitPrice);
    return this;
  }

  OrderJson flow(String flow) {
    json.put("flow", flow);
    return this;
  }

  OrderJson token(String token) {
    json.withObject("/payment").put("token", token);
    return this;
  }

  OrderJson toAtlantis() {
    json.withObject("/shipping/address").put("country", "Atlantis");
    return this;
  }

  OrderJson fee(String fee) {
    json.withObject("/shipping").put("fee", fee);
    return this;
  }

  /** Makes any other change. */
  OrderJson with(Consumer<ObjectNode> change) {
    change.accept(json);
    return this;
  }

  String orderId() {
    return json.get("orderId").asText();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
