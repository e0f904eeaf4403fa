package dev.caravan.it;

import static dev.caravan.it.OrderJson.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.HttpPartner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Shipping is another system's, by the README's own route; payment is asked after it. */
class StepElsewhereIT {
  private static final Path ROUTES = Path.of("target", "it", "elsewhere-routes").toAbsolutePath();
  private static final Duration SOON = Duration.ofSeconds(30);

  private static HttpPartner carrier;
  private static CaravanProcess application;

  @BeforeAll
  static void start() throws IOException {
    carrier = new HttpPartner();
    Files.createDirectories(ROUTES);
    Files.writeString(
        ROUTES.resolve("order-fulfilment.camel.yaml"),
        Files.readString(Path.of("routes", "order-fulfilment.camel.yaml")));
    Files.writeString(
        ROUTES.resolve("own-shipping.camel.yaml"),
        routeOfTheReadme().replace("https://carrier.example.com", carrier.address()));
    // what is asked for second is what the flow asks for last: the moved step has to be undone
    application =
        CaravanProcess.started(
            "elsewhere",
            "--caravan.routes-dir=" + ROUTES,
            "--caravan.step.payment.charge=direct:own-shipping",
            "--caravan.step.shipping.schedule=direct:payment-charge");
    Load.stock(application.api());
  }

  private static String routeOfTheReadme() throws IOException {
    Matcher block =
        Pattern.compile("```yaml\\n(- route:\\n    id: own-shipping\\n.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    carrier.close();
  }

  private static List<String> asked(String orderId) {
    return carrier.requests().stream()
        .filter(
            request -> request.body().contains(orderId) || request.line().endsWith("/" + orderId))
        .map(HttpPartner.Request::line)
        .toList();
  }

  @Test
  void confirmsAnOrderThatIsShippedElsewhere() throws IOException {
    Api api = application.api();
    OrderJson order = anyOrder().item(Load.SKU, 2, "1.05");

    JsonNode answer = api.place(order).expect(201).json();

    assertThat(answer.get("status").asText()).isEqualTo("CONFIRMED");
    assertThat(answer.get("shipmentId").isNull()).isTrue();
    assertThat(api.events(order.orderId()))
        .containsExactly("OrderPlaced", "StockReserved", "PaymentCharged", "OrderConfirmed");
    assertThat(asked(order.orderId())).containsExactly("POST /shipments");
    HttpPartner.Request request = sentFor(order);
    assertThat(sent(order).get("carrier").asText()).isEqualTo("Federal Shipping");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.header("Caravan-Saga")).isEqualTo(answer.get("sagaId").asText());
    assertThat(request.header("Long-Running-Action")).isNull();
  }

  @Test
  void sendsWhatACustomerWroteAsOneText() throws IOException {
    String carrier = "x\", \"orderId\": \"O-1";
    OrderJson order =
        anyOrder()
            .item(Load.SKU, 2, "1.05")
            .with(json -> json.withObject("/shipping").put("carrier", carrier));

    application.api().place(order).expect(201);

    assertThat(sent(order).get("orderId").asText()).isEqualTo(order.orderId());
    assertThat(sent(order).get("carrier").asText()).isEqualTo(carrier);
  }

  private static JsonNode sent(OrderJson order) throws IOException {
    return new ObjectMapper().readTree(sentFor(order).body());
  }

  private static HttpPartner.Request sentFor(OrderJson order) {
    return carrier.requests().stream()
        .filter(request -> request.body().contains(order.orderId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void callsTheShipmentOffWhereAStepAfterItRefuses() {
    Api api = application.api();
    OrderJson order = anyOrder().item(Load.SKU, 2, "1.05").token("tok_declined");

    JsonNode problem = api.place(order).problem(422);

    assertThat(problem.get("type").asText()).isEqualTo("urn:caravan:problem:payment-declined");
    assertThat(problem.get("orderStatus").asText()).isEqualTo("CANCELLED");
    assertThat(asked(order.orderId()))
        .containsExactly("POST /shipments", "DELETE /shipments/" + order.orderId());
  }

  @Test
  void cancelsAnOrderThatTheOtherSystemRefuses() {
    Api api = application.api();
    OrderJson order = anyOrder().item(Load.SKU, 2, "1.05");
    carrier.answer("POST /shipments", 422);

    JsonNode problem = api.place(order).problem(422);

    assertThat(problem.get("orderStatus").asText()).isEqualTo("CANCELLED");
    assertThat(problem.get("failedStep").asText()).isEqualTo("own-shipping");
    assertThat(api.events(order.orderId())).endsWith("StockReleased", "OrderCancelled");
  }

  @Test
  void undoesAnOrderWhoseShipmentIsUnreachableAndCallsOffUntilItIsHeard() {
    Api api = application.api();
    OrderJson order = anyOrder().item(Load.SKU, 2, "1.05");
    carrier.answer("POST /shipments", 0, 0, 0, 0);
    carrier.answer("DELETE /shipments/" + order.orderId(), 503, 200);

    api.place(order).problem(503);

    Conditions.await("its end", SOON, () -> api.status(order.orderId()).equals("CANCELLED"));
    assertThat(asked(order.orderId()))
        .containsExactly(
            "POST /shipments",
            "POST /shipments",
            "POST /shipments",
            "POST /shipments",
            "DELETE /shipments/" + order.orderId(),
            "DELETE /shipments/" + order.orderId());
  }
}
