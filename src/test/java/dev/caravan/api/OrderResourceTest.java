package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.journal.Personal;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import org.junit.jupiter.api.Test;

class OrderResourceTest {

  @Test
  void hasTheMembersOfTheContractInTheirForm() throws Exception {
    Failure failure = new Failure("payment.charge", "payment-declined", "no");
    byte[] json = Json.bytes(resource(SampleOrders.order(OrderStatus.CANCELLED, failure)));

    assertThat(new String(json))
        .isEqualTo(
            """
            {"orderId":"NW-10248","customerId":"VINET","status":"CANCELLED","version":5,\
            "flow":"order-fulfilment","flowRevision":3,"sagaId":"saga-1","currency":"USD",\
            "items":[{"sku":"NW-011","name":"Queso Cabrales","quantity":12,"unitPrice":"14.00"}],\
            "itemsTotal":"168.00","shipping":{"carrier":"Federal Shipping","fee":"32.38",\
            "address":{"name":"Vins et alcools Chevalier","street":"59 rue de l'Abbaye",\
            "city":"Reims","region":null,"postalCode":"51100","country":"France"}},\
            "total":"200.38","reservationId":"res-1","paymentId":"pay-1","shipmentId":null,\
            "trackingNumber":null,"failure":{"step":"payment.charge","type":"payment-declined",\
            "detail":"no"},"placedAt":"2026-01-01T00:00:00Z",\
            "updatedAt":"2026-01-01T00:00:00.250Z"}""");
  }

  private static OrderResource resource(Order order) {
    return OrderResource.of(order, order.placed().shipping().address());
  }

  @Test
  void showsNothingOfAnErasedAddressButTheCountry() throws Exception {
    Order order = SampleOrders.order(OrderStatus.CONFIRMED);
    JsonNode json =
        new ObjectMapper().readTree(Json.bytes(OrderResource.of(order, new Personal.Erased<>())));

    assertThat(json.at("/shipping/address"))
        .hasToString(
            "{\"name\":null,\"street\":null,\"city\":null,\"region\":null,"
                + "\"postalCode\":null,\"country\":\"France\",\"erased\":true}");
    assertThat(Schemas.check(Schemas.at("openapi.json#/components/schemas/Order"), json)).isEmpty();
  }

  @Test
  void isWhatTheContractSays() throws Exception {
    byte[] json = Json.bytes(resource(SampleOrders.order(OrderStatus.CONFIRMED)));

    assertThat(
            Schemas.check(
                Schemas.at("openapi.json#/components/schemas/Order"),
                new ObjectMapper().readTree(json)))
        .isEmpty();
  }
}
