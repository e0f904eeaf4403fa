package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The REST interface of one running application. */
final class Api {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int PAGE = 100;

  private final URI base;

  Api(URI base) {
    this.base = base;
  }

  Reply get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  Reply post(String path, String json, String... headers) {
    return send("POST", path, BodyPublishers.ofString(json), json(headers));
  }

  Reply put(String path, String json, String... headers) {
    return send("PUT", path, BodyPublishers.ofString(json), json(headers));
  }

  /**
   * Any request at all.
   *
   * @throws UncheckedIOException where there is no answer
   */
  Reply send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return Reply.of(CLIENT.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String[] json(String... more) {
    String[] headers = new String[more.length + 2];
    headers[0] = "Content-Type";
    headers[1] = "application/json";
    System.arraycopy(more, 0, headers, 2, more.length);
    return headers;
  }

  boolean isReady() {
    try {
      return get("/actuator/health/readiness").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  Reply place(OrderJson order, String... headers) {
    return post("/api/orders", order.toString(), headers);
  }

  JsonNode order(String orderId) {
    return get("/api/orders/" + orderId).expect(200).json();
  }

  /** Such as {@code CONFIRMED}. */
  String status(String orderId) {
    return order(orderId).get("status").asText();
  }

  /** The types of an order's events, in order. */
  List<String> events(String orderId) {
    JsonNode events = get("/api/orders/" + orderId + "/events").expect(200).json().get("events");
    List<String> types = new ArrayList<>();
    events.forEach(event -> types.add(event.get("type").asText()));
    return types;
  }

  JsonNode payments(String orderId) {
    return get("/api/payments?orderId=" + orderId).expect(200).json().get("payments");
  }

  JsonNode shipments(String orderId) {
    return get("/api/shipments?orderId=" + orderId).expect(200).json().get("shipments");
  }

  void setStock(String sku, int onHand) {
    put(
            "/api/inventory/" + sku,
            "{\"name\": \"Name of %s\", \"onHand\": %d}".formatted(sku, onHand))
        .expect(200);
  }

  Stock stock(String sku) {
    return Stock.of(get("/api/inventory/" + sku).expect(200).json());
  }

  /** All orders that the listing shows. */
  List<JsonNode> orders() {
    List<JsonNode> orders = new ArrayList<>();
    String cursor = "";
    while (true) {
      JsonNode page = get("/api/orders?limit=" + PAGE + "&cursor=" + cursor).expect(200).json();
      page.get("orders").forEach(orders::add);
      if (page.get("next").isNull()) {
        return orders;
      }
      cursor = page.get("next").asText();
    }
  }

  /** All events of all streams, page by page. */
  List<JsonNode> journal() {
    List<JsonNode> events = new ArrayList<>();
    long after = 0;
    while (true) {
      JsonNode page = get("/api/journal?limit=" + PAGE + "&after=" + after).expect(200).json();
      page.get("events").forEach(events::add);
      if (page.get("events").isEmpty()) {
        return events;
      }
      after = page.get("last").asLong();
    }
  }

  /** Nobody has changed what the journal holds. */
  void assertJournalIsWhole() {
    JsonNode verification = get("/api/journal/verification").expect(200).json();
    assertThat(verification.get("valid").asBoolean()).as(verification.toString()).isTrue();
  }

  /** How much there is in the journal, without that much to read: position of the last event. */
  long journalPosition() {
    List<JsonNode> events = journal();
    return events.isEmpty() ? 0 : events.get(events.size() - 1).get("position").asLong();
  }
}
