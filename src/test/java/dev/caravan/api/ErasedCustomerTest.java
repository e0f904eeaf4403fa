package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.inventory.Inventory;
import dev.caravan.testing.Traces;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** A customer is erased over the API, on a real database. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    classes = StoredOrdersTest.Context.class,
    properties = "camel.lra.enabled=false")
@Import(HttpClientForTests.class)
class ErasedCustomerTest {
  private static final List<String> PERSONAL =
      List.of("Zoë Quux", "77 Xyzzy Road", "Plughville", "Frobozz", "PL-7007", "tok_xyzzy");
  private static final String CUSTOMER = "XYZZY/7";
  private static final String ERASE = "/api/customers/XYZZY%2F7/personal-data?reason=letter";
  private static final String BODY =
      """
      {"orderId": "XY-1", "customerId": "XYZZY/7", "currency": "USD", "flow": "order-fulfilment",
       "items": [{"sku": "XY-SKU", "name": "Lamp", "quantity": 2, "unitPrice": "14.00"}],
       "shipping": {"carrier": "Federal Shipping", "fee": "32.38",
         "address": {"name": "Zoë Quux", "street": "77 Xyzzy Road", "city": "Plughville",
           "region": "Frobozz", "postalCode": "PL-7007", "country": "Norway"}},
       "payment": {"method": "card", "token": "tok_xyzzy"}}
      """;

  @Autowired HttpClientForTests http;
  @Autowired Inventory inventory;
  @Autowired JdbcTemplate jdbc;

  @BeforeEach
  void haveOneProduct() {
    inventory.put("XY-SKU", "Lamp", 100);
  }

  private JsonNode listed() {
    return http.get("/api/orders?customerId=XYZZY%2F7").json().get("orders");
  }

  private List<String> traces() {
    return Traces.of(jdbc, PERSONAL);
  }

  @Test
  void leavesNothingOfAPersonAndAllElseAsItWas() {
    assertThat(http.post("/api/orders", BODY).status()).isEqualTo(201);
    await().until(() -> listed().path(0).path("status").asText().equals("CONFIRMED"));
    JsonNode before = http.get("/api/orders/XY-1").json();
    assertThat(before.at("/shipping/address").toString()).contains("Zoë Quux", "Frobozz", "Norway");
    assertThat(listed().get(0)).isEqualTo(before);
    await().until(() -> http.get("/api/sales?sku=XY-SKU").json().get("sales").size() == 1);
    String sales = http.get("/api/sales?sku=XY-SKU").http().body();
    String events = http.get("/api/orders/XY-1/events").http().body();
    String key =
        HexFormat.of()
            .formatHex(
                jdbc.queryForObject(
                    "select key from journal.personal_key where subject = ?",
                    byte[].class,
                    CUSTOMER));
    assertThat(Traces.of(jdbc, List.of("Norway"))).anyMatch(t -> t.startsWith("journal.event"));
    assertThat(Traces.of(jdbc, List.of(key))).containsExactly("journal.personal_key: " + key);
    assertThat(traces()).isEmpty();
    assertThat(PERSONAL).noneMatch(events::contains);

    Reply erased = http.send("DELETE", ERASE, null, "X-Caravan-Actor", "clerk@example.com");

    assertThat(erased.status()).isEqualTo(200);
    assertThat(erased.json().get("customerId").asText()).isEqualTo(CUSTOMER);
    assertThat(Traces.of(jdbc, List.of(key))).isEmpty();
    assertThat(traces()).isEmpty();
    assertErased(before, http.get("/api/orders/XY-1").json());
    assertErased(before, listed().get(0));
    assertThat(http.get("/api/orders/XY-1/events").http().body()).isEqualTo(events);
    assertThat(http.get("/api/sales?sku=XY-SKU").http().body()).isEqualTo(sales);
    assertThat(http.get("/api/journal/verification").json().get("valid").asBoolean()).isTrue();
    assertThat(http.send("DELETE", ERASE, null).json()).isEqualTo(erased.json());
    assertThat(journaled())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.get("type").asText()).isEqualTo("PersonalDataErased");
              assertThat(event.get("actor").asText()).isEqualTo("clerk@example.com");
              assertThat(event.at("/data/reason").asText()).isEqualTo("letter");
            });

    rebuildReadModels();
    assertErased(before, listed().get(0));
    assertThat(http.get("/api/sales?sku=XY-SKU").http().body()).isEqualTo(sales);
    assertThat(traces()).isEmpty();

    Reply again = http.post("/api/orders", BODY);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("type").asText()).endsWith("other-content");
    Reply undone = http.post("/api/orders/XY-1/cancellation", "{\"reason\":\"changed\"}");
    assertThat(undone.status()).isEqualTo(200);
    assertThat(undone.json().get("status").asText()).isEqualTo("CANCELLED");
  }

  private static void assertErased(JsonNode before, JsonNode after) {
    assertThat(after.at("/shipping/address"))
        .hasToString(
            "{\"name\":null,\"street\":null,\"city\":null,\"region\":null,"
                + "\"postalCode\":null,\"country\":\"Norway\",\"erased\":true}");
    JsonNode rest = before.deepCopy();
    ((ObjectNode) rest.get("shipping")).set("address", after.at("/shipping/address"));
    assertThat(after).isEqualTo(rest);
  }

  private List<JsonNode> journaled() {
    List<JsonNode> ofCustomer = new ArrayList<>();
    http.get("/api/journal?limit=500")
        .json()
        .get("events")
        .forEach(
            event -> {
              if (event.get("stream").asText().equals("customer-" + CUSTOMER)) {
                ofCustomer.add(event);
              }
            });
    return ofCustomer;
  }

  private void rebuildReadModels() {
    for (String name : List.of("orders", "sales", "timeline")) {
      assertThat(http.post("/api/projections/" + name + "/rebuild", "{}").status()).isEqualTo(202);
    }
    await()
        .until(
            () -> jdbc.queryForObject("select count(*) from projection.rebuild", Long.class) == 0);
  }
}
