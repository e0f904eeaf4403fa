package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody should send; none of them may leave a trace. */
class BadInputIT {
  private static final String SKU = "IT-BAD";
  private static final int MEBIBYTE = 1 << 20;

  private static CaravanProcess application;
  private static Api api;

  private long before;

  @BeforeAll
  static void start() {
    application = CaravanProcess.started("bad-input");
    api = application.api();
    api.setStock(SKU, 1000);
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
  }

  @BeforeEach
  void remember() {
    before = api.journalPosition();
  }

  @AfterEach
  void nothingElseWasStored() {
    assertThat(api.journalPosition()).as("the journal's last position").isEqualTo(before);
    assertThat(api.stock(SKU)).isEqualTo(Stock.free(1000));
  }

  /** The test was meant to store something. */
  private void storedOnPurpose() {
    api.setStock(SKU, 1000);
    before = api.journalPosition();
  }

  private static OrderJson order() {
    return anyOrder().item(SKU, 1, "14.00");
  }

  private static Arguments wrong(String what, String body, String pointer) {
    return Arguments.of(what, body, pointer);
  }

  private static ObjectNode firstItem(ObjectNode order) {
    return (ObjectNode) order.get("items").get(0);
  }

  private static String raw(String member, String value) {
    String marker = "marker";
    return order().with(json -> json.put(member, marker)).toString().replace("\"marker\"", value);
  }

  private static String rawQuantity(String value) {
    return order().toString().replace("\"quantity\":1", "\"quantity\":" + value);
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        wrong("nothing", "", ""),
        wrong("half of one", order().toString().substring(0, 80), ""),
        wrong("two of them", order() + " " + order(), ""),
        wrong("an array", "[]", ""),
        wrong("null", "null", ""),
        wrong("a string", "\"order\"", ""),
        wrong("a comment", "/* hello */" + order(), ""),
        wrong("single quotes", order().toString().replace('"', '\''), ""),
        wrong("a trailing comma", order().toString().replaceFirst("}$", ",}"), ""),
        wrong("NaN", rawQuantity("NaN"), ""),
        wrong("infinity", rawQuantity("-Infinity"), ""),
        wrong("a huge number", rawQuantity("1" + "0".repeat(400)), ""),
        wrong("a huge exponent", rawQuantity("1e400"), "/items/0/quantity"),
        wrong("a huge negative exponent", rawQuantity("1e-400"), "/items/0/quantity"),
        wrong("more than an int", rawQuantity("4294967297"), "/items/0/quantity"),
        wrong("more than a long", rawQuantity("18446744073709551617"), "/items/0/quantity"),
        wrong("a fraction of a piece", rawQuantity("1.5"), "/items/0/quantity"),
        wrong("less than one", rawQuantity("0"), "/items/0/quantity"),
        wrong("less than none", rawQuantity("-1"), "/items/0/quantity"),
        wrong("a number in quotes", rawQuantity("\"1\""), "/items/0/quantity"),
        wrong("a hexadecimal number", rawQuantity("0x10"), ""),
        wrong("a leading zero", rawQuantity("01"), ""),
        wrong("nesting", raw("extra", "[".repeat(5000) + "]".repeat(5000)), ""),
        wrong("half a nesting", "{\"a\":".repeat(100_000), ""),
        wrong(
            "a member twice",
            order().toString().replaceFirst("\\{", "{\"customerId\":\"VINET\","),
            ""),
        wrong("an unknown member", order().with(o -> o.put("extra", 1)).toString(), "/extra"),
        wrong("a saga of its own", order().with(o -> o.put("sagaId", "x")).toString(), "/sagaId"),
        wrong("a status", order().with(o -> o.put("status", "CONFIRMED")).toString(), "/status"),
        wrong(
            "an unknown member of an item",
            order().with(o -> firstItem(o).put("discount", "1")).toString(),
            "/items/0/discount"),
        wrong(
            "a name with a slash and a tilde",
            order().with(o -> o.put("a/b~c", 1)).toString(),
            "/a~1b~0c"),
        wrong("an object for a string", raw("customerId", "{}"), "/customerId"),
        wrong("a number for a string", raw("customerId", "1"), "/customerId"),
        wrong("null for a string", raw("customerId", "null"), "/customerId"),
        wrong("an empty string", raw("customerId", "\"\""), "/customerId"),
        wrong("a long string", raw("customerId", '"' + "x".repeat(65) + '"'), "/customerId"),
        wrong("NUL", raw("customerId", "\"a\\u0000b\""), "/customerId"),
        wrong("a line break", raw("customerId", "\"a\\nb\""), "/customerId"),
        wrong("a raw control character", raw("customerId", "\"a\u0001b\""), ""),
        wrong("half a character", raw("customerId", "\"\\ud800\""), "/customerId"),
        wrong("a path as the id", raw("orderId", "\"../../etc/passwd\""), "/orderId"),
        wrong("an expression as the id", raw("orderId", "\"${body}\""), "/orderId"),
        wrong("an id that ends in a line break", raw("orderId", "\"abc\\n\""), "/orderId"),
        wrong("a long id", raw("orderId", '"' + "x".repeat(65) + '"'), "/orderId"),
        wrong("an endpoint as the flow", raw("flow", "\"direct:payment-charge\""), "/flow"),
        wrong("a route that is no flow", raw("flow", "\"payment-charge\""), "/flow"),
        wrong("a flow with an expression", raw("flow", "\"{{caravan.data-dir}}\""), "/flow"),
        wrong("no such currency", raw("currency", "\"XYZ\""), "/currency"),
        wrong("a currency in small letters", raw("currency", "\"usd\""), "/currency"),
        wrong("no items", order().with(o -> o.putArray("items")).toString(), "/items"),
        wrong("10,000 items", items(10_000), "/items"),
        wrong("items that are none", raw("items", "{}"), "/items"),
        wrong(
            "a price as a number",
            order().with(o -> firstItem(o).put("unitPrice", new BigDecimal("14.00"))).toString(),
            "/items/0/unitPrice"),
        wrong("a price below zero", order().item(SKU, 1, "-1.00").toString(), "/items/1/unitPrice"),
        wrong(
            "a price with an exponent",
            order().item(SKU, 1, "1e2").toString(),
            "/items/1/unitPrice"),
        wrong("three decimals", order().item(SKU, 1, "1.001").toString(), "/items/1/unitPrice"),
        wrong(
            "digits of another script",
            order().item(SKU, 1, "\u0661\u0664.00").toString(),
            "/items/1/unitPrice"),
        wrong("a fee with three decimals", order().fee("0.001").toString(), "/shipping/fee"),
        wrong(
            "more money than fits",
            order().item(SKU, 1_000_000, "999999999999.99").toString(),
            "/items"),
        wrong("an unknown product", order().item("NO-SUCH", 1, "1").toString(), "/items/1/sku"),
        wrong("SQL", order().item("x' or '1'='1", 1, "1").toString(), "/items/1/sku"),
        wrong("no payment", order().with(o -> o.remove("payment")).toString(), "/payment"),
        wrong(
            "no country",
            order().with(o -> o.withObject("/shipping/address").remove("country")).toString(),
            "/shipping/address/country"));
  }

  private static String items(int count) {
    return order()
        .with(
            json -> {
              ArrayNode items = json.withArray("items");
              for (int i = 1; i < count; i++) {
                items.add(items.get(0).deepCopy());
              }
            })
        .toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void refusesAnOrderThatIs(String what, String body, String pointer) {
    JsonNode problem = api.post("/api/orders", body).problem(400);

    assertThat(problem.get("errors"))
        .as(problem.toString())
        .isNotEmpty()
        .allSatisfy(error -> assertThat(error.get("detail").asText()).isNotBlank());
    assertThat(problem.get("errors"))
        .extracting(error -> error.path("pointer").asText("none"))
        .contains(pointer);
  }

  static Stream<byte[]> notUtf8() {
    byte[] order = raw("customerId", "\"??\"").getBytes(StandardCharsets.UTF_8);
    int at = new String(order, StandardCharsets.ISO_8859_1).indexOf("??");
    return Stream.of(
            new byte[] {(byte) 0xff, (byte) 0xfe},
            new byte[] {(byte) 0xc0, (byte) 0xaf}, // an overlong slash
            new byte[] {(byte) 0xe4, 'x'})
        .map(
            bytes -> {
              byte[] copy = order.clone();
              System.arraycopy(bytes, 0, copy, at, 2);
              return copy;
            });
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void refusesBytesThatAreNotUtf8(byte[] body) {
    JsonNode problem = sendOrder(BodyPublishers.ofByteArray(body), "application/json").problem(400);

    assertThat(problem.at("/errors/0/pointer").asText("none")).isEmpty();
  }

  @Test
  void refusesUtf16() {
    byte[] body = order().toString().getBytes(StandardCharsets.UTF_16);

    sendOrder(BodyPublishers.ofByteArray(body), "application/json").problem(400);
    sendOrder(BodyPublishers.ofByteArray(body), "application/json; charset=utf-16").problem(415);
  }

  private static Reply sendOrder(BodyPublisher body, String contentType) {
    return api.send("POST", "/api/orders", body, "Content-Type", contentType);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json-patch+json",
        "application/json; charset=iso-8859-1",
        "application/x-java-serialized-object",
        "*/*",
        "nonsense"
      })
  void takesJsonOnly(String contentType) {
    sendOrder(BodyPublishers.ofString(order().toString()), contentType).problem(415);
  }

  @Test
  void refusesABodyWithoutAType() {
    api.send("POST", "/api/orders", BodyPublishers.ofString(order().toString())).problem(415);
  }

  @Test
  void refusesMoreThanAMebibyte() {
    String body = order() + " ".repeat(MEBIBYTE);

    api.post("/api/orders", body).problem(413);
  }

  @Test
  void refusesMoreThanAMebibyteOfUnknownLength() {
    byte[] body = (order() + " ".repeat(MEBIBYTE)).getBytes(StandardCharsets.UTF_8);

    sendOrder(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), "application/json")
        .problem(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/orders?limit=0",
        "/api/orders?limit=x",
        "/api/orders?limit=99999999999999999999",
        "/api/orders?status=NONE",
        "/api/orders?cursor=%00",
        "/api/orders?cursor=AAAA",
        "/api/orders?nonsense=1",
        "/api/orders?customerId=%zz",
        "/api/journal?after=-1",
        "/api/journal?after=1.5",
        "/api/journal?after=9223372036854775808",
        "/api/payments",
        "/api/orders/a%00b",
        "/api/orders/x?version=0",
        "/api/orders/x?asOf=yesterday"
      })
  void refusesAQuestionThatMeansNothing(String path) {
    JsonNode problem = api.get(path.replace("%zz", "%25zz%00")).problem(400);

    assertThat(problem.hasNonNull("detail")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\": \"x\"}", "{\"name\": \"x\", \"onHand\": -1}", "[]", "{"})
  void refusesStockThatCannotBe(String body) {
    api.put("/api/inventory/" + SKU, body).problem(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"reason\": \"\"}", "{\"reason\": 1}", "{\"reason\": \"a\\u0000\"}"})
  void refusesACancellationWithoutAReason(String body) {
    api.post("/api/orders/nobody/cancellation", body).problem(body.length() > 0 ? 400 : 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PUT", "PATCH"})
  void refusesOtherMethods(String method) {
    assertThat(
            api.send(
                    method,
                    "/api/orders",
                    BodyPublishers.ofString("{}"),
                    "Content-Type",
                    "application/json")
                .status())
        .isEqualTo(405);
  }

  @Test
  void takesNoOrdersFromHeaders() {
    String coordinator = "http://127.0.0.1:" + application.coordinatorPort() + "/lra-coordinator/";
    String[] headers = {
      "Long-Running-Action", coordinator + "0_0_0_0_1",
      "Long-Running-Action-Recovery", coordinator + "recovery/x",
      "CamelHttpUri", "http://127.0.0.1:1/",
      "CamelHttpPath", "/api/inventory/" + SKU,
      "CamelHttpMethod", "DELETE",
      "CamelHttpResponseCode", "299",
      "CamelJournalSagaId", "forged-saga",
      "CamelJournalActor", "forged-actor",
      "CamelToEndpoint", "direct:payment-refund",
      "Camel-Saga-Compensate", "direct:payment-refund",
      "Camel-Saga-Complete", "direct:payment-refund",
      "orderId", "somebody-elses",
      "step", "forged-step",
      "reason", "forged-reason",
      "breadcrumbId", "forged-breadcrumb",
      "X-Forwarded-Host", "evil.example"
    };
    OrderJson order = order();

    Reply reply = api.place(order, headers).expect(201);

    assertThat(reply.json().get("orderId").asText()).isEqualTo(order.orderId());
    assertThat(reply.json().get("status").asText()).isEqualTo("CONFIRMED");
    assertThat(reply.http().headers().map().keySet())
        .isSubsetOf("content-type", "content-length", "date", "location", "cache-control");
    assertThat(reply.body() + reply.http().headers()).doesNotContain("forged", "evil", coordinator);
    assertThat(api.get("/api/orders/" + order.orderId() + "/events").body())
        .doesNotContain("forged", "somebody-elses", "evil");
    api.get("/api/orders/somebody-elses").problem(404);

    JsonNode cancelled =
        api.post(
                "/api/orders/" + order.orderId() + "/cancellation",
                "{\"reason\": \"mine\"}",
                headers)
            .expect(200)
            .json();
    assertThat(cancelled.get("orderId").asText()).isEqualTo(order.orderId());
    assertThat(api.get("/api/orders/" + order.orderId() + "/events").body())
        .contains("mine")
        .doesNotContain("forged");
    storedOnPurpose();
  }

  @Test
  void takesNoParameterForAHeader() {
    api.get("/api/inventory/" + SKU + "?CamelHttpResponseCode=299").problem(400);
    api.get("/api/inventory/" + SKU + "?Long-Running-Action=x").problem(400);
  }

  @Test
  void refusesCallbacksThatItDidNotSign() {
    OrderJson order = order();
    JsonNode placed = api.place(order).expect(201).json();
    Conditions.awaitAsserted(
        "stock",
        java.time.Duration.ofSeconds(2),
        () -> assertThat(api.stock(SKU)).isEqualTo(Stock.free(999)));
    storedOnPurpose();
    String saga = placed.get("sagaId").asText();
    String lra = "http://127.0.0.1:" + application.coordinatorPort() + "/lra-coordinator/" + saga;
    String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    for (String path :
        List.of(
            "/" + saga + "/" + UUID.randomUUID() + "/compensate/" + signature,
            "/" + saga + "/" + UUID.randomUUID() + "/complete/" + signature,
            "/" + saga + "/" + UUID.randomUUID() + "/compensate/",
            "/" + saga,
            "/compensate",
            "/direct:payment-refund",
            "/%2e%2e/api/orders",
            "/a%0d%0ab")) {
      Reply reply =
          api.send(
              "PUT",
              "/lra-participant" + path,
              BodyPublishers.ofString("Compensating"),
              "Long-Running-Action",
              lra,
              "Camel-Saga-Compensate",
              "direct:payment-refund",
              "orderId",
              order.orderId());
      assertThat(reply.status()).as(path + ": " + reply.body()).isIn(400, 403, 404);
      assertThat(reply.http().headers().map())
          .doesNotContainKeys("long-running-action", "camel-saga-compensate", "orderid");
      assertThat(reply.body()).doesNotContain("Exception", "dev.caravan");
    }
    for (String method : List.of("GET", "POST", "DELETE")) {
      assertThat(
              api.send(
                      method,
                      "/lra-participant/compensate?Camel-Saga-Compensate=direct:payment-refund",
                      BodyPublishers.noBody(),
                      "Long-Running-Action",
                      lra)
                  .status())
          .isIn(403, 404, 405);
    }
    assertThat(api.payments(order.orderId()).findValuesAsText("status")).containsExactly("CHARGED");
    assertThat(api.status(order.orderId())).isEqualTo("CONFIRMED");
    assertThat(api.get("/actuator/prometheus").body().lines().toList())
        .anyMatch(line -> line.matches("caravan_saga_callbacks_refused_total.* [1-9].*"));
  }

  @Test
  void refusesParticipantsThatTheCoordinatorIsToldOfByAnybody() {
    // whoever reaches the coordinator's port can end a saga, but not make us run a compensation
    Api coordinator = new Api(URI.create("http://127.0.0.1:" + application.coordinatorPort()));
    String lra =
        coordinator
            .send("POST", "/lra-coordinator/start?ClientID=evil", BodyPublishers.noBody())
            .expect(201)
            .body();
    String callback =
        "http://127.0.0.1:%d/lra-participant/%s/%s/compensate/%s"
            .formatted(
                application.port(),
                lra.substring(lra.lastIndexOf('/') + 1),
                UUID.randomUUID(),
                "x");
    coordinator
        .send(
            "PUT",
            URI.create(lra).getPath(),
            BodyPublishers.ofString("<" + callback + ">; rel=compensate"),
            "Link",
            "<" + callback + ">; rel=compensate",
            "Content-Type",
            "text/plain")
        .expect(200);

    coordinator.send("PUT", URI.create(lra).getPath() + "/cancel", BodyPublishers.noBody());

    assertThat(application.isAlive()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/camel/api/orders",
        "/api/orders/",
        "/api//orders",
        "/api",
        "/",
        "/error",
        "/actuator/env",
        "/actuator/heapdump",
        "/actuator/shutdown",
        "/lra-coordinator",
        "/../../etc/passwd",
        "/api/orders/%2e%2e/%2e%2e"
      })
  void servesNothingElse(String path) {
    Reply reply = api.get(path);

    assertThat(reply.status()).as(reply.body()).isIn(400, 404);
    assertThat(reply.body()).doesNotContain("Exception", "dev.caravan", "Whitelabel");
  }
}
