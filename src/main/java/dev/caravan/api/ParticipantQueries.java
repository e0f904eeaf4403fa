package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockChange;
import dev.caravan.inventory.StockLevel;
import dev.caravan.payment.Payments;
import dev.caravan.shipping.Shipments;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers about what the participants have on their books. */
@Component
class ParticipantQueries {
  private final Inventory inventory;
  private final Payments payments;
  private final Shipments shipments;

  ParticipantQueries(Inventory inventory, Payments payments, Shipments shipments) {
    this.inventory = inventory;
    this.payments = payments;
    this.shipments = shipments;
  }

  public Answer inventory() {
    return Answer.json(200, inventory.all().stream().map(StockResource::of).toList());
  }

  public Answer product(@Header("sku") String sku) {
    StockLevel level =
        inventory
            .find(sku)
            .orElseThrow(() -> new ProblemException(Problem.unknown("product", sku)));
    return Answer.json(200, StockResource.of(level));
  }

  /** Sets a product's stock; 400 below what is reserved. */
  public Answer put(
      @Header("sku") String sku,
      @Header(Persons.HEADER) @Nullable String actor,
      @Body CheckedBody body) {
    JsonNode json = body.valid();
    StockChange change =
        inventory.put(
            sku,
            json.get("name").asText(),
            json.get("onHand").asInt(),
            Persons.operator(actor),
            json.path("reason").textValue());
    if (change instanceof StockChange.BelowReserved below) {
      String detail = "must be at least " + below.reserved() + ", which open orders hold";
      throw new ProblemException(Problem.invalid(List.of(Violation.at("/onHand", detail))));
    }
    return Answer.json(200, StockResource.of(((StockChange.Done) change).level()));
  }

  public Answer payments(@Header("orderId") String orderId) {
    return Answer.json(200, Map.of("payments", payments.of(orderId)));
  }

  public Answer shipments(@Header("orderId") String orderId) {
    return Answer.json(200, Map.of("shipments", shipments.of(orderId)));
  }

  private record StockResource(String sku, String name, int onHand, int reserved, int available) {
    static StockResource of(StockLevel level) {
      return new StockResource(
          level.sku(), level.name(), level.onHand(), level.reserved(), level.available());
    }
  }
}
