package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class EdgeTest {
  @Autowired HttpClientForTests http;
  @Autowired CamelContext camel;
  @Autowired Inventory inventory;

  @BeforeEach
  void haveOneProduct() {
    when(inventory.find("A-1")).thenReturn(Optional.of(new StockLevel("A-1", "Chai", 5, 2)));
  }

  // what looks on stays in the route, and does nothing more
  @Test
  void letsNoHeaderOrParameterThroughThatIsNotKnown() throws Exception {
    AtomicReference<Map<String, Object>> seen = new AtomicReference<>();
    AdviceWith.adviceWith(
        camel,
        "getInventory",
        route ->
            route
                .weaveAddFirst()
                .process(e -> seen.set(Map.copyOf(withoutNulls(e.getMessage().getHeaders())))));

    Reply reply =
        http.get(
            "/api/inventory/A-1",
            "Long-Running-Action",
            "http://evil/lra-coordinator/1",
            "CamelHttpResponseCode",
            "418",
            "CamelBeanMethodName",
            "inventory",
            "sku",
            "B-2",
            "orderId",
            "other",
            "X-Trace",
            "abc");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("sku").asText()).isEqualTo("A-1");
    assertThat(seen.get())
        .containsEntry("sku", "A-1")
        .doesNotContainKeys(
            "Long-Running-Action",
            "CamelHttpResponseCode",
            "CamelBeanMethodName",
            "orderId",
            "X-Trace",
            "Host");
    assertThat(reply.http().headers().map().keySet())
        .isSubsetOf(
            Set.of(
                "cache-control",
                "connection",
                "content-length",
                "content-type",
                "date",
                "keep-alive"));
  }

  private static Map<String, Object> withoutNulls(Map<String, Object> headers) {
    Map<String, Object> copy = new java.util.HashMap<>(headers);
    copy.values().removeIf(java.util.Objects::isNull);
    return copy;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/inventory?x=1",
        "/api/inventory/A-1?sku=B-2",
        "/api/inventory?CamelHttpMethod=POST",
        "/api/payments",
        "/api/payments?orderId=",
        "/api/payments?orderId=a&orderId=b",
        "/api/payments?orderId=a%20b",
        "/api/orders?limit=0",
        "/api/orders?limit=501",
        "/api/orders?limit=many",
        "/api/orders?limit=99999999999999999999",
        "/api/orders?status=NEW",
        "/api/orders?cursor=!",
        "/api/orders?cursor=AAAA",
        "/api/orders?customerId=%00",
        "/api/journal?after=-1",
        "/api/journal?after=1.5",
        "/api/orders/a%20b",
        "/api/orders/NW-1?version=0",
        "/api/orders/NW-1?asOf=yesterday",
        "/api/orders/NW-1?version=1&asOf=2026-01-01T00:00:00Z",
        "/api/orders/NW-1;x=1"
      })
  void refusesParametersThatTheContractDoesNotAllow(String path) {
    Reply reply = http.get(path);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().at("/errors/0/parameter").asText()).isNotEmpty();
    assertThat(reply.json().at("/errors/0/detail").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/orders/a%00b", "/api/orders/a%2Fb", "/api/orders/a%5Cb"})
  void answersWhatTheServerItselfRefusesWithAProblem(String path) {
    Reply reply = http.get(path);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/api/", "/api/nothing", "/api/orders/a/b/c", "/api/orders/"})
  void answersAnUnknownPathWithAProblem(String path) {
    Reply reply = http.get(path);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/orders, 'GET,POST'",
    "POST, /api/orders/NW-1, GET",
    "PUT, /api/openapi.json, GET",
    "GET, /api/orders/NW-1/cancellation, POST"
  })
  void namesTheMethodsThatAPathHas(String method, String path, String allowed) {
    Reply reply = http.send(method, path, null);

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.isProblem()).isTrue();
    assertThat(Set.of(reply.header("Allow").split("\\s*,\\s*")))
        .containsAll(Set.of(allowed.split(",")));
  }

  @Test
  void answersHeadLikeGet() {
    Reply reply = http.send("HEAD", "/api/inventory/A-1", null);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body()).isEmpty();
  }

  @Test
  void refusesABodyThatIsTooLong() {
    Reply reply = http.post("/api/orders", new byte[EdgeMessages.MAX_BODY + 1]);

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void refusesABodyThatIsTooLongWithoutSayingSo() {
    Reply reply = http.postChunked("/api/orders", new byte[EdgeMessages.MAX_BODY + 1]);

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void readsABodyOfJustTheLongestLength() {
    byte[] spaces = " ".repeat(EdgeMessages.MAX_BODY).getBytes();

    assertThat(http.postChunked("/api/orders", spaces).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/x-java-serialized-object",
        "application/json; charset=iso-8859-1",
        "application/vnd.api+json",
        "nonsense"
      })
  void refusesABodyThatIsNotJson(String contentType) {
    Reply reply =
        http.send(
            "POST",
            "/api/orders",
            BodyPublishers.ofString(SampleOrders.BODY),
            "Content-Type",
            contentType);

    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.isProblem()).isTrue();
  }

  @Test
  void refusesABodyOfNoType() {
    Reply reply = http.send("POST", "/api/orders", BodyPublishers.ofString(SampleOrders.BODY));

    assertThat(reply.status()).isEqualTo(415);
  }

  @Test
  void servesTheContract() {
    when(inventory.all()).thenReturn(List.of());

    Reply reply = http.get("/api/openapi.json");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.json().get("openapi").asText()).isEqualTo("3.0.3");
  }

  @Test
  void tellsNothingOfTheInsideWhereAQuestionFails() {
    when(inventory.find(any())).thenThrow(new IllegalStateException("secret"));

    Reply reply = http.get("/api/inventory/A-1");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.http().body()).doesNotContain("secret");
  }
}
