package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.inventory.Inventory;
import dev.caravan.journal.Personal;
import dev.caravan.order.Address;
import dev.caravan.order.Item;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.Payment;
import dev.caravan.order.Shipping;
import dev.caravan.saga.OrderFlows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/** Makes an order of a request body. */
@Component
class OrderReader {
  private static final String DEFAULT_FLOW = "order-fulfilment";
  private static final int MAX_TOTAL_DIGITS = 15;

  private final OrderFlows flows;
  private final Inventory inventory;
  private final IdGenerator ids;

  OrderReader(OrderFlows flows, Inventory inventory, IdGenerator ids) {
    this.flows = flows;
    this.inventory = inventory;
    this.ids = ids;
  }

  /**
   * The order that a body asks for, its amounts at the currency's scale, so that {@code 14.0} and
   * {@code 14.00} are the same content.
   *
   * @throws ProblemException 400 with all that is wrong with it
   */
  OrderPlaced read(CheckedBody body) {
    List<Violation> violations = new OrderCheck(body.json(), inventory, flows).violations();
    JsonNode json = body.valid(violations);
    String flow = json.path("flow").asText(DEFAULT_FLOW);
    int decimals = Currencies.decimals(json.get("currency").asText()).orElseThrow();
    OrderPlaced order =
        new OrderPlaced(
            json.path("orderId").asText(newId()),
            json.get("customerId").asText(),
            json.get("currency").asText(),
            flow,
            flows.revision(flow),
            items(json.get("items"), decimals),
            shipping(json.get("shipping"), decimals),
            new Payment(
                json.at("/payment/method").asText(),
                new Personal.Clear<>(json.at("/payment/token").asText())));
    if (order.total().precision() > MAX_TOTAL_DIGITS) {
      String detail = "the total must have at most " + MAX_TOTAL_DIGITS + " digits";
      throw new ProblemException(Problem.invalid(List.of(Violation.at("/items", detail))));
    }
    return order;
  }

  private String newId() {
    return "ord-" + ids.generateId().toString().replace("-", "");
  }

  private static List<Item> items(JsonNode json, int decimals) {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : json) {
      items.add(
          new Item(
              item.get("sku").asText(),
              item.get("name").asText(),
              item.get("quantity").asInt(),
              amount(item.get("unitPrice"), decimals)));
    }
    return items;
  }

  private static Shipping shipping(JsonNode json, int decimals) {
    JsonNode address = json.get("address");
    return new Shipping(
        json.get("carrier").asText(),
        amount(json.get("fee"), decimals),
        address.get("country").asText(),
        new Personal.Clear<>(
            new Address(
                address.get("name").asText(),
                address.get("street").asText(),
                address.get("city").asText(),
                text(address, "region"),
                text(address, "postalCode"))));
  }

  private static BigDecimal amount(JsonNode json, int decimals) {
    return new BigDecimal(json.asText()).setScale(decimals);
  }

  private static @Nullable String text(JsonNode json, String member) {
    return json.hasNonNull(member) ? json.get(member).asText() : null;
  }
}
