package dev.caravan.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.journal.Upcaster;
import java.util.List;

/** How older forms of OrderPlaced become the newest. */
final class OrderPlacedVersions {
  static final List<Upcaster> UPCASTERS = List.of(OrderPlacedVersions::sealable);

  private OrderPlacedVersions() {}

  /** Version 2: address and token may be sealed; here they are not. The country never is. */
  private static ObjectNode sealable(ObjectNode order) {
    ObjectNode shipping = (ObjectNode) order.get("shipping");
    ObjectNode address = (ObjectNode) shipping.get("address");
    shipping.set("country", address.remove("country"));
    shipping.putObject("address").set("clear", address);
    ObjectNode payment = (ObjectNode) order.get("payment");
    JsonNode token = payment.remove("token");
    payment.putObject("token").set("clear", token);
    return order;
  }
}
