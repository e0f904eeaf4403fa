package dev.caravan.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether all that was ordered has ended, and ended right. */
final class Books {
  private static final List<String> OPEN =
      List.of("PLACED", "RESERVED", "PAID", "SHIPPED", "CANCELLING", "FAILED");

  /** Longer than the stock coordinator lets a participant wait that it did not reach at once. */
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final Api api;
  private final Load load;

  Books(Api api, Load load) {
    this.api = api;
    this.load = load;
  }

  /** Fails where the books do not balance in time. */
  void balance() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> errors = errors();
    while (!errors.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the books do not balance: " + errors);
      }
      Thread.sleep(500);
      errors = errors();
    }
  }

  private List<String> errors() throws IOException, InterruptedException {
    List<String> errors = new ArrayList<>();
    for (String status : OPEN) {
      JsonNode orders = api.get("/api/orders?limit=1&status=" + status).get("orders");
      if (!orders.isEmpty()) {
        errors.add("order " + orders.get(0).get("orderId").asText() + " is " + status);
      }
    }
    for (int product = 0; product < OrderRequests.PRODUCTS; product++) {
      JsonNode stock = api.get("/api/inventory/" + OrderRequests.sku(product));
      int left = OrderRequests.ON_HAND - load.sold(product);
      if (stock.get("onHand").asInt() != left || stock.get("reserved").asInt() != 0) {
        errors.add("expected " + left + " and nothing reserved: " + stock);
      }
    }
    return errors;
  }
}
