package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Far more callers at once than one process can serve; {@code -Doverload.callers} for even more.
 */
@EnabledIfSystemProperty(named = "trouble", matches = "true")
class OverloadIT {
  private static final int CALLERS = Integer.getInteger("overload.callers", 1_000);
  private static final int MAX_OPEN = 100;

  /** More than the server has threads, so that more would only wait. */
  private static final int LONG = CALLERS / 4;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  /** So many that the request is nearly as long as it may be. */
  private static final int TOO_MANY_ITEMS = 11_000;

  private static CaravanProcess application;

  @BeforeAll
  static void start() {
    application = CaravanProcess.started("overload", "--caravan.api.max-open=" + MAX_OPEN);
    Load.stock(application.api());
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void takesWhatItCanOfABurstRefusesTheRestAndWorksOn() throws IOException {
    Api api = application.api();

    Map<String, Reply> replies = burst();

    Map<Integer, Long> statuses = statuses(replies);
    System.out.printf("a burst of %d orders: %s%n", CALLERS, statuses);
    assertThat(statuses).containsKeys(201, 422, 503);
    // at least those that may be open at once
    assertThat(CALLERS - statuses.get(503)).isGreaterThanOrEqualTo(MAX_OPEN);
    replies.forEach(OverloadIT::assertTakenOrRefusedFor);
    Books books = Books.settled(api, RECOVERY);
    replies.forEach(books::assertKept);
    assertThat(books.orderIds())
        .as("orders that were refused")
        .noneMatch(id -> replies.containsKey(id) && replies.get(id).status() == 503);
    assertWorksOn(api);
    books = Books.settled(api, RECOVERY);
    books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
  }

  @Test
  void keepsItsMemoryWhateverIsSentAtOnce() throws IOException {
    OrderJson order = OrderJson.anyOrder();
    for (int i = 0; i < TOO_MANY_ITEMS; i++) {
      order.item(Load.SKU, Load.PIECES, "1.05");
    }
    byte[] body = bytes(order);
    Callers callers = new Callers();
    List<CompletableFuture<Reply>> sent =
        Stream.generate(() -> callers.place(body)).limit(LONG).toList();

    Set<Integer> statuses =
        sent.stream().map(reply -> reply.join().status()).collect(Collectors.toSet());

    System.out.printf("a burst of %d bodies of %d bytes: %s%n", LONG, body.length, statuses);
    assertThat(statuses).isSubsetOf(400, 503);
    assertWorksOn(application.api());
  }

  /** All are on their way before any is answered. */
  private static Map<String, Reply> burst() {
    Callers callers = new Callers();
    Map<String, CompletableFuture<Reply>> sent = new LinkedHashMap<>();
    for (int i = 0; i < CALLERS; i++) {
      OrderJson order = OrderJson.order("burst-" + i).item(Load.SKU, Load.PIECES, "1.05");
      if (i % 10 == 0) {
        order.toAtlantis();
      }
      sent.put(order.orderId(), callers.place(bytes(order)));
    }
    Map<String, Reply> replies = new TreeMap<>();
    sent.forEach((id, reply) -> replies.put(id, reply.join()));
    return replies;
  }

  /** With connections of their own: none that the server has ended after a former answer. */
  private static final class Callers {
    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI orders = URI.create("http://127.0.0.1:" + application.port() + "/api/orders");

    /** Once more where the connection breaks, as one may with an order that has an id. */
    CompletableFuture<Reply> place(byte[] order) {
      return send(order).exceptionallyCompose(broken -> send(order));
    }

    private CompletableFuture<Reply> send(byte[] order) {
      return client
          .sendAsync(
              HttpRequest.newBuilder(orders)
                  .timeout(TIMEOUT)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(order))
                  .build(),
              BodyHandlers.ofString())
          .thenApply(Reply::of);
    }
  }

  private static byte[] bytes(OrderJson order) {
    return order.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Map<Integer, Long> statuses(Map<String, Reply> replies) {
    return replies.values().stream()
        .collect(Collectors.groupingBy(Reply::status, TreeMap::new, Collectors.counting()));
  }

  private static void assertTakenOrRefusedFor(String id, Reply reply) {
    if (reply.status() == 503) {
      JsonNode problem = reply.problem(503);
      assertThat(problem.get("type").asText()).isEqualTo("urn:caravan:problem:too-many-orders");
      assertThat(reply.header("Retry-After")).isEqualTo("1");
    } else {
      assertThat(reply.status()).as(id).isIn(200, 201, 202, 422);
    }
  }

  private static void assertWorksOn(Api api) throws IOException {
    assertThat(Files.readString(application.log()) + application.errors())
        .doesNotContain("OutOfMemoryError");
    OrderJson order = OrderJson.anyOrder().item(Load.SKU, Load.PIECES, "1.05");
    assertThat(api.place(order).expect(201).json().get("status").asText()).isEqualTo("CONFIRMED");
    assertThat(api.isReady()).isTrue();
  }
}
