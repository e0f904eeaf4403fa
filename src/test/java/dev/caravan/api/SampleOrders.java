package dev.caravan.api;

import dev.caravan.journal.Personal;
import dev.caravan.order.Address;
import dev.caravan.order.Failure;
import dev.caravan.order.Item;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Payment;
import dev.caravan.order.Shipping;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An order and the request that places it. */
final class SampleOrders {
  static final String BODY =
      """
      {"orderId": "NW-10248", "customerId": "VINET", "currency": "USD", "flow": "order-fulfilment",
       "items": [{"sku": "NW-011", "name": "Queso Cabrales", "quantity": 12, "unitPrice": "14.0"}],
       "shipping": {"carrier": "Federal Shipping", "fee": "32.38",
         "address": {"name": "Vins et alcools Chevalier", "street": "59 rue de l'Abbaye",
           "city": "Reims", "region": null, "postalCode": "51100", "country": "France"}},
       "payment": {"method": "card", "token": "tok_visa"}}
      """;

  static final OrderPlaced PLACED =
      new OrderPlaced(
          "NW-10248",
          "VINET",
          "USD",
          "order-fulfilment",
          3,
          List.of(new Item("NW-011", "Queso Cabrales", 12, new BigDecimal("14.00"))),
          new Shipping(
              "Federal Shipping",
              new BigDecimal("32.38"),
              "France",
              new Personal.Clear<>(
                  new Address(
                      "Vins et alcools Chevalier", "59 rue de l'Abbaye", "Reims", null, "51100"))),
          new Payment("card", new Personal.Clear<>("tok_visa")));

  private SampleOrders() {}

  static Order order(OrderStatus status) {
    return order(status, null);
  }

  static Order order(OrderStatus status, Failure failure) {
    return new Order(
        PLACED,
        status,
        Set.of(),
        "saga-1",
        "res-1",
        "pay-1",
        null,
        null,
        failure,
        5,
        new UUID(0, 5),
        Instant.parse("2026-01-01T00:00:00Z"),
        Instant.parse("2026-01-01T00:00:00.250Z"));
  }
}
