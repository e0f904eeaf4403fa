package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockChange;
import dev.caravan.inventory.StockLevel;
import dev.caravan.order.Actor;
import dev.caravan.payment.PaymentRecord;
import dev.caravan.payment.Payments;
import dev.caravan.shipping.Shipment;
import dev.caravan.shipping.Shipments;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class ParticipantQueriesTest {
  private static final Actor OPERATOR = new Actor("operator", null);
  private static final StockLevel CHAI = new StockLevel("NW-001", "Chai", 5, 2);
  private static final String CHAI_JSON =
      "{\"sku\":\"NW-001\",\"name\":\"Chai\",\"onHand\":5,\"reserved\":2,\"available\":3}";

  @Autowired HttpClientForTests http;
  @Autowired Inventory inventory;
  @Autowired Payments payments;
  @Autowired Shipments shipments;

  @Test
  void listsAllProducts() {
    when(inventory.all()).thenReturn(List.of(CHAI));

    assertThat(http.get("/api/inventory").http().body()).isEqualTo("[" + CHAI_JSON + "]");
  }

  @Test
  void tellsTheStockOfAProduct() {
    when(inventory.find("NW-001")).thenReturn(Optional.of(CHAI));

    assertThat(http.get("/api/inventory/NW%2D001").http().body()).isEqualTo(CHAI_JSON);
  }

  @Test
  void doesNotKnowAProductThatIsNotThere() {
    when(inventory.find("NW-002")).thenReturn(Optional.empty());

    Reply reply = http.get("/api/inventory/NW-002");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void setsTheStockOfAProduct() {
    when(inventory.put("NW-001", "Chai", 5, OPERATOR, "counted"))
        .thenReturn(new StockChange.Done(CHAI));

    Reply reply =
        http.put(
            "/api/inventory/NW-001", "{\"name\":\"Chai\",\"onHand\":5,\"reason\":\"counted\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body()).isEqualTo(CHAI_JSON);
  }

  @Test
  void refusesStockBelowWhatIsReserved() {
    when(inventory.put("NW-001", "Chai", 1, OPERATOR, null))
        .thenReturn(new StockChange.BelowReserved(2));

    Reply reply = http.put("/api/inventory/NW-001", "{\"name\":\"Chai\",\"onHand\":1}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo("/onHand");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"Chai\"}|/onHand",
        "{\"onHand\":1}|/name",
        "{\"name\":\"\",\"onHand\":1}|/name",
        "{\"name\":\"Chai\",\"onHand\":-1}|/onHand",
        "{\"name\":\"Chai\",\"onHand\":1000000001}|/onHand",
        "{\"name\":\"Chai\",\"onHand\":1e99}|/onHand",
        "{\"name\":\"Chai\",\"onHand\":null}|/onHand",
        "{\"name\":\"Chai\",\"onHand\":1,\"reserved\":0}|/reserved"
      })
  void refusesWhatIsNoStock(String body, String pointer) {
    Reply reply = http.put("/api/inventory/NW-001", body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
    verify(inventory, never()).put(any(), any(), anyInt());
  }

  @Test
  void listsThePaymentsOfAnOrder() {
    when(payments.of("NW-1"))
        .thenReturn(
            List.of(new PaymentRecord("pay-1", "NW-1", new BigDecimal("1E+2"), "JPY", "CHARGED")));

    assertThat(http.get("/api/payments?orderId=NW-1").http().body())
        .isEqualTo(
            "{\"payments\":[{\"paymentId\":\"pay-1\",\"orderId\":\"NW-1\",\"amount\":\"100\","
                + "\"currency\":\"JPY\",\"status\":\"CHARGED\"}]}");
  }

  @Test
  void listsTheShipmentsOfAnOrder() {
    when(shipments.of("NW-1"))
        .thenReturn(List.of(new Shipment("shp-1", "NW-1", "UPS", "TRK-1", "SCHEDULED")));

    assertThat(http.get("/api/shipments?orderId=NW-1").http().body())
        .isEqualTo(
            "{\"shipments\":[{\"shipmentId\":\"shp-1\",\"orderId\":\"NW-1\",\"carrier\":\"UPS\","
                + "\"trackingNumber\":\"TRK-1\",\"status\":\"SCHEDULED\"}]}");
  }
}
