package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.testing.Concurrently;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each outcome that the contract names, on each flow, with what is on the books afterwards. */
class OrderOutcomesIT {
  private static final String YAML = "order-fulfilment";
  private static final String JAVA = "order-fulfilment-java";
  private static final String MESSAGES = "order-choreography";

  /** By the contract the figures are there 2 s after an order's end. */
  private static final Duration FIGURES = Duration.ofSeconds(2);

  private static final Duration SAGA = Duration.ofSeconds(30);
  private static final int INITIAL = 100;

  private static CaravanProcess application;
  private static Api api;

  private final String sku = "IT-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    application = CaravanProcess.startedPacked("outcomes");
    api = application.api();
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
  }

  private OrderJson orderOf(int quantity) {
    api.setStock(sku, INITIAL);
    return anyOrder().item(sku, quantity, "14.25");
  }

  private void assertStock(Stock expected) {
    Conditions.awaitAsserted(
        "stock of " + sku, FIGURES, () -> assertThat(api.stock(sku)).isEqualTo(expected));
  }

  private void assertNothingStands(String orderId) {
    assertStock(Stock.free(INITIAL));
    assertThat(api.payments(orderId).findValuesAsText("status")).doesNotContain("CHARGED");
    assertThat(api.shipments(orderId).findValuesAsText("status")).doesNotContain("SCHEDULED");
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void confirmsAnOrderThatEveryStepTakes(String flow) {
    OrderJson order = orderOf(12).item(sku, 1, "0.10").flow(flow);

    Reply reply = api.place(order).expect(201);

    String id = order.orderId();
    assertThat(reply.header("Location")).isEqualTo("/api/orders/" + id);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    JsonNode body = reply.json();
    assertThat(body.properties())
        .extracting(member -> member.getKey())
        .containsExactly(
            "orderId",
            "customerId",
            "status",
            "version",
            "flow",
            "flowRevision",
            "sagaId",
            "currency",
            "items",
            "itemsTotal",
            "shipping",
            "total",
            "reservationId",
            "paymentId",
            "shipmentId",
            "trackingNumber",
            "failure",
            "placedAt",
            "updatedAt");
    assertThat(body.get("status").asText()).isEqualTo("CONFIRMED");
    assertThat(body.get("flow").asText()).isEqualTo(flow);
    assertThat(body.get("version").asLong()).isEqualTo(5);
    assertThat(body.get("itemsTotal")).hasToString("\"171.10\"");
    assertThat(body.get("total")).hasToString("\"203.48\"");
    assertThat(body.get("failure").isNull()).isTrue();
    assertThat(body.get("sagaId").asText()).isNotEmpty().doesNotContain("/", "http");
    assertThat(List.of("reservationId", "paymentId", "shipmentId", "trackingNumber"))
        .allSatisfy(member -> assertThat(body.get(member).asText()).isNotBlank());
    assertThat(api.order(id)).isEqualTo(body);
    assertStock(Stock.free(INITIAL - 13));
    JsonNode payment = only(api.payments(id));
    assertThat(payment.get("paymentId")).isEqualTo(body.get("paymentId"));
    assertThat(payment.get("status").asText()).isEqualTo("CHARGED");
    assertThat(payment.get("amount")).hasToString("\"203.48\"");
    assertThat(payment.get("currency").asText()).isEqualTo("USD");
    JsonNode shipment = only(api.shipments(id));
    assertThat(shipment.get("status").asText()).isEqualTo("SCHEDULED");
    assertThat(shipment.get("carrier").asText()).isEqualTo("Federal Shipping");
    assertThat(shipment.get("trackingNumber")).isEqualTo(body.get("trackingNumber"));
    assertThat(api.events(id))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "OrderConfirmed");
  }

  private static JsonNode only(JsonNode list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void answersAtOnceWhereTheClientPrefersIt(String flow) {
    OrderJson order = orderOf(2).flow(flow);

    Reply reply = api.place(order, "Prefer", "respond-async").expect(202);

    assertThat(reply.header("Location")).isEqualTo("/api/orders/" + order.orderId());
    assertThat(reply.json().get("orderId").asText()).isEqualTo(order.orderId());
    Conditions.await("CONFIRMED", SAGA, () -> api.status(order.orderId()).equals("CONFIRMED"));
    assertStock(Stock.free(INITIAL - 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void refusesAnOrderBeyondStock(String flow) {
    OrderJson order = orderOf(INITIAL + 1).flow(flow);

    assertRefusal(api.place(order), order, "out-of-stock", "inventory.reserve");
    assertThat(api.payments(order.orderId())).isEmpty();
    assertThat(api.shipments(order.orderId())).isEmpty();
    assertThat(api.events(order.orderId()))
        .containsExactly("OrderPlaced", "StockRefused", "OrderCancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void givesStockBackWhereThePaymentIsDeclined(String flow) {
    OrderJson order = orderOf(3).flow(flow).token("tok_declined");

    assertRefusal(api.place(order), order, "payment-declined", "payment.charge");
    assertThat(api.payments(order.orderId())).isEmpty();
    assertThat(api.events(order.orderId()))
        .containsExactly(
            "OrderPlaced", "StockReserved", "PaymentDeclined", "StockReleased", "OrderCancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void givesMoneyAndStockBackWhereNoCarrierGoes(String flow) {
    OrderJson order = orderOf(3).flow(flow).toAtlantis();

    assertRefusal(api.place(order), order, "shipping-refused", "shipping.schedule");
    JsonNode payment = only(api.payments(order.orderId()));
    assertThat(payment.get("status").asText()).isEqualTo("REFUNDED");
    assertThat(api.shipments(order.orderId())).isEmpty();
    assertThat(api.events(order.orderId()))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentRefused",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled");
  }

  private void assertRefusal(Reply reply, OrderJson order, String type, String step) {
    JsonNode problem = reply.problem(422);
    assertThat(problem.get("type").asText()).isEqualTo("urn:caravan:problem:" + type);
    assertThat(problem.get("orderId").asText()).isEqualTo(order.orderId());
    assertThat(problem.get("failedStep").asText()).isEqualTo(step);
    assertThat(problem.get("orderStatus").asText()).isEqualTo("CANCELLED");
    JsonNode stored = api.order(order.orderId());
    assertThat(stored.get("status").asText()).isEqualTo("CANCELLED");
    assertThat(stored.at("/failure/type").asText()).isEqualTo(type);
    assertNothingStands(order.orderId());
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void givesUpOnAProviderThatDoesNotAnswer(String flow) {
    OrderJson order = orderOf(3).flow(flow).token("tok_unreachable");

    JsonNode problem = api.place(order).problem(503);

    assertThat(problem.get("type").asText()).isEqualTo("urn:caravan:problem:step-unavailable");
    assertThat(problem.get("orderId").asText()).isEqualTo(order.orderId());
    assertThat(problem.get("failedStep").asText()).isEqualTo("payment.charge");
    // a refund may have to be asked for again too
    Conditions.await("CANCELLED", SAGA, () -> api.status(order.orderId()).equals("CANCELLED"));
    assertNothingStands(order.orderId());
    assertThat(api.events(order.orderId()))
        .containsExactly("OrderPlaced", "StockReserved", "StockReleased", "OrderCancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void showsTheSagaOfAnOrder(String flow) {
    OrderJson order = orderOf(2).flow(flow);
    String sagaId = api.place(order).expect(201).json().get("sagaId").asText();

    Conditions.awaitAsserted(
        "saga " + sagaId,
        SAGA,
        () -> {
          JsonNode saga = api.get("/api/sagas/" + sagaId).expect(200).json();
          assertThat(saga.get("status").asText()).isEqualTo("CLOSED");
          assertThat(saga.get("key").asText()).isEqualTo(order.orderId());
          assertThat(saga.get("flow").asText()).isEqualTo(flow);
          assertThat(saga.get("steps").findValuesAsText("state")).contains("DONE");
        });
  }

  @Test
  void makesAnIdWhereTheClientGivesNone() {
    OrderJson order = orderOf(1).with(json -> json.remove("orderId"));

    JsonNode placed = api.place(order).expect(201).json();

    assertThat(api.status(placed.get("orderId").asText())).isEqualTo("CONFIRMED");
    assertThat(placed.get("flow").asText()).isEqualTo(YAML);
  }

  @Test
  void runsTheSameOrderOnce() {
    OrderJson order = orderOf(5);
    JsonNode first = api.place(order).expect(201).json();
    Reply second = api.place(order).expect(200);
    Reply otherForm =
        api.place(order.with(json -> json.withArray("items").forEach(OrderOutcomesIT::longer)));

    assertThat(second.json()).isEqualTo(first);
    assertThat(otherForm.expect(200).json()).isEqualTo(first);
    assertStock(Stock.free(INITIAL - 5));
    assertThat(api.events(order.orderId())).hasSize(5);
  }

  private static void longer(JsonNode item) {
    ((com.fasterxml.jackson.databind.node.ObjectNode) item).put("unitPrice", "014.25");
  }

  @Test
  void answersARepeatedOrderThatFailedAsItStands() {
    OrderJson order = orderOf(5).toAtlantis();
    api.place(order).expect(422);

    assertThat(api.place(order).expect(200).json().get("status").asText()).isEqualTo("CANCELLED");
    assertNothingStands(order.orderId());
  }

  @Test
  void refusesOtherContentUnderTheSameId() {
    OrderJson order = orderOf(5);
    api.place(order).expect(201);
    long before = api.journalPosition();

    JsonNode problem = api.place(order.fee("32.39")).problem(409);

    assertThat(problem.get("orderId").asText()).isEqualTo(order.orderId());
    assertThat(api.journalPosition()).isEqualTo(before);
    assertThat(api.order(order.orderId()).at("/shipping/fee").asText()).isEqualTo("32.38");
  }

  @Test
  void makesOneOrderOfThirtyTwoRequestsAtOnce() throws Exception {
    OrderJson order = orderOf(5);

    List<Object> replies = Concurrently.run(32, number -> () -> api.place(order));

    assertThat(replies).allSatisfy(reply -> assertThat(reply).isInstanceOf(Reply.class));
    List<Integer> statuses =
        replies.stream().map(reply -> ((Reply) reply).status()).sorted().toList();
    assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    Conditions.await("CONFIRMED", SAGA, () -> api.status(order.orderId()).equals("CONFIRMED"));
    assertThat(api.events(order.orderId()))
        .containsExactly(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "OrderConfirmed");
    assertStock(Stock.free(INITIAL - 5));
    assertThat(api.payments(order.orderId())).hasSize(1);
    assertThat(api.shipments(order.orderId())).hasSize(1);
  }

  @Test
  void neverSellsMoreThanThereIs() throws Exception {
    api.setStock(sku, 20);

    List<Object> replies =
        Concurrently.run(16, number -> () -> api.place(anyOrder().item(sku, 3, "1.00")));

    List<Integer> statuses = replies.stream().map(reply -> ((Reply) reply).status()).toList();
    assertThat(statuses).containsOnly(201, 422);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(6);
    assertStock(Stock.free(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JAVA, MESSAGES})
  void undoesAConfirmedOrder(String flow) {
    OrderJson order = orderOf(7).flow(flow);
    String path = "/api/orders/" + order.orderId() + "/cancellation";
    api.place(order).expect(201);

    JsonNode cancelled = api.post(path, "{\"reason\": \"changed my mind\"}").expect(200).json();

    assertThat(cancelled.get("status").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.get("failure").isNull()).isTrue();
    assertNothingStands(order.orderId());
    assertThat(only(api.payments(order.orderId())).get("status").asText()).isEqualTo("REFUNDED");
    assertThat(only(api.shipments(order.orderId())).get("status").asText()).isEqualTo("CANCELLED");
    List<String> events = api.events(order.orderId());
    assertThat(events.subList(4, events.size()))
        .containsExactly(
            "OrderConfirmed",
            "ShipmentCancelled",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled");

    JsonNode again = api.post(path, "{\"reason\": \"once more\"}").expect(200).json();

    assertThat(again).isEqualTo(cancelled);
    assertThat(api.events(order.orderId())).isEqualTo(events);
    assertStock(Stock.free(INITIAL));
  }

  @Test
  void doesNotUndoAnOrderThatFailed() {
    OrderJson order = orderOf(7).toAtlantis();
    api.place(order).expect(422);

    JsonNode problem =
        api.post("/api/orders/" + order.orderId() + "/cancellation", "{\"reason\": \"no\"}")
            .problem(409);

    assertThat(problem.get("orderStatus").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void undoesOneOrderOnceWhereItIsCancelledManyTimesAtOnce() throws Exception {
    OrderJson order = orderOf(7);
    api.place(order).expect(201);
    String path = "/api/orders/" + order.orderId() + "/cancellation";

    List<Object> replies =
        Concurrently.run(8, number -> () -> api.post(path, "{\"reason\": \"me too\"}"));

    assertThat(replies).allSatisfy(reply -> ((Reply) reply).expect(200));
    assertNothingStands(order.orderId());
    assertThat(api.events(order.orderId())).hasSize(9);
  }

  @Test
  void knowsNoOrderThatWasNotPlaced() {
    api.get("/api/orders/nobody").problem(404);
    api.get("/api/orders/nobody/events").problem(404);
    api.post("/api/orders/nobody/cancellation", "{\"reason\": \"x\"}").problem(404);
    api.get("/api/inventory/NOTHING").problem(404);
    api.get("/api/nowhere").problem(404);
  }

  @Test
  void namesWhatIsWrongWithARequest() {
    JsonNode problem =
        api.place(orderOf(0).item("NO-SUCH", 1, "1.001").with(json -> json.remove("customerId")))
            .problem(400);

    assertThat(problem.get("errors"))
        .extracting(error -> error.get("pointer").asText())
        .contains("/customerId", "/items/0/quantity", "/items/1/sku", "/items/1/unitPrice");
    api.send("POST", "/api/orders", BodyPublishers.ofString("<a/>"), "Content-Type", "text/xml")
        .problem(415);
    api.post("/api/orders", " ".repeat((1 << 20) + 1)).problem(413);
  }

  @Test
  void showsAnOrderAsItStood() {
    OrderJson order = orderOf(1);
    api.place(order).expect(201);
    String path = "/api/orders/" + order.orderId();

    assertThat(api.get(path + "?version=2").expect(200).json().get("status").asText())
        .isEqualTo("RESERVED");
    String placedAt = api.order(order.orderId()).get("placedAt").asText();
    assertThat(api.get(path + "?asOf=" + placedAt).expect(200).json().get("version").asInt())
        .isEqualTo(1);
    api.get(path + "?version=99").problem(404);
  }

  @Test
  void listsOrdersByCustomerAndStatusPageByPage() {
    api.setStock(sku, INITIAL);
    String customer = "C-" + UUID.randomUUID();
    List<String> placed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      OrderJson order =
          anyOrder().item(sku, 1, "1.00").with(json -> json.put("customerId", customer));
      api.place(order).expect(201);
      placed.add(0, order.orderId());
    }
    api.place(
            anyOrder()
                .item(sku, 1, "1.00")
                .toAtlantis()
                .with(json -> json.put("customerId", customer)))
        .expect(422);

    String path = "/api/orders?customerId=" + customer + "&status=CONFIRMED&limit=2";
    Conditions.awaitAsserted(
        "listing",
        Duration.ofSeconds(10),
        () -> {
          List<String> listed = new ArrayList<>();
          String next = "";
          for (int pages = 0; pages < 10 && next != null; pages++) {
            JsonNode page = api.get(path + next).expect(200).json();
            assertThat(page.get("orders").size()).isLessThanOrEqualTo(2);
            listed.addAll(page.get("orders").findValuesAsText("orderId"));
            next = page.get("next").isNull() ? null : "&cursor=" + page.get("next").asText();
          }
          assertThat(listed).isEqualTo(placed);
        });
  }

  @Test
  void readsTheWholeJournalInOrder() {
    OrderJson order = orderOf(1);
    api.place(order).expect(201);

    List<JsonNode> events = api.journal();

    List<Long> positions = events.stream().map(event -> event.get("position").asLong()).toList();
    assertThat(positions).isSorted().doesNotHaveDuplicates();
    List<JsonNode> ofOrder =
        events.stream()
            .filter(event -> event.get("stream").asText().equals("order-" + order.orderId()))
            .toList();
    assertThat(ofOrder)
        .extracting(event -> event.get("version").asInt())
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(ofOrder.get(0).at("/data/payment/token").fieldNames())
        .toIterable()
        .as("sealed")
        .containsExactly("keyId", "text");
    assertThat(events).allSatisfy(event -> assertThat(event.get("hash").asText()).hasSize(64));
  }

  @Test
  void readsTheJournalAsCloudEvents() {
    api.place(orderOf(1)).expect(201);

    Reply reply =
        api.get("/api/journal?limit=3", "Accept", "application/cloudevents-batch+json").expect(200);

    assertThat(reply.header("Content-Type")).startsWith("application/cloudevents-batch+json");
    assertThat(reply.json()).hasSize(3);
    assertThat(reply.json())
        .allSatisfy(
            event -> {
              assertThat(event.get("specversion").asText()).isEqualTo("1.0");
              assertThat(List.of("id", "source", "type", "time", "subject"))
                  .allMatch(event::hasNonNull);
            });
  }

  @Test
  void servesItsContract() {
    JsonNode contract = api.get("/api/openapi.json").expect(200).json();

    assertThat(contract.get("openapi").asText()).startsWith("3.");
    assertThat(contract.at("/paths/~1orders/post").isObject()).isTrue();
  }

  @Test
  void isReadyAndShowsItsMeters() {
    api.place(orderOf(1)).expect(201);
    api.place(anyOrder().item(sku, 1, "1.00").toAtlantis()).expect(422);

    assertThat(api.get("/actuator/health/readiness").expect(200).json().get("status").asText())
        .isEqualTo("UP");
    List<String> meters = api.get("/actuator/prometheus").expect(200).body().lines().toList();
    assertThat(meters)
        .anyMatch(line -> line.matches("caravan_orders_total\\{.*outcome=\"placed\".*} [1-9].*"))
        .anyMatch(line -> line.matches("caravan_orders_total\\{.*outcome=\"confirmed\".*} [1-9].*"))
        .anyMatch(line -> line.matches("caravan_orders_total\\{.*outcome=\"cancelled\".*} [1-9].*"))
        .anyMatch(line -> line.startsWith("caravan_sagas_open"))
        .anyMatch(line -> line.matches("caravan_journal_appends_total(\\{.*})? [1-9].*"));
    for (String step : List.of("inventory-reserve", "payment-charge", "shipping-schedule")) {
      assertThat(meters)
          .as("timer of " + step)
          .anyMatch(line -> line.contains("_seconds_count{") && line.contains(step));
    }
  }

  @Test
  void sendsNoHeadersBackThatSteerItsInside() {
    Reply reply = api.place(orderOf(1), "X-Tracking", "abc").expect(201);

    assertThat(
            StreamSupport.stream(reply.http().headers().map().keySet().spliterator(), false)
                .map(String::toLowerCase)
                .collect(Collectors.toSet()))
        .isSubsetOf(
            "content-type",
            "content-length",
            "date",
            "location",
            "cache-control",
            "connection",
            "keep-alive");
  }
}
