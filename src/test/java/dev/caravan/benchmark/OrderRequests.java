package dev.caravan.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * The orders that are placed, made once: one product each, from a catalogue large enough that
 * orders under way at the same time seldom want the same row, and every tenth to where no carrier
 * goes.
 */
final class OrderRequests {
  static final int PRODUCTS = 100;
  static final int ON_HAND = 1_000_000;

  private final ClassicHttpRequest[] deliverable;
  private final ClassicHttpRequest[] undeliverable;

  OrderRequests(URI address, String flow) {
    deliverable = requests(address, flow, "France");
    undeliverable = requests(address, flow, "Atlantis");
  }

  static String sku(int product) {
    return "BENCH-%03d".formatted(product);
  }

  static int product(int order) {
    return order % PRODUCTS;
  }

  static boolean isRefused(int order) {
    // not the last digit, so that no product is ordered by refused orders only
    return (order + order / PRODUCTS) % 10 == 9;
  }

  static void stock(Api api) throws IOException, InterruptedException {
    for (int product = 0; product < PRODUCTS; product++) {
      api.put(
          "/api/inventory/" + sku(product),
          "{\"name\": \"Product %d\", \"onHand\": %d}".formatted(product, ON_HAND));
    }
  }

  ClassicHttpRequest get(int order) {
    return (isRefused(order) ? undeliverable : deliverable)[product(order)];
  }

  private static ClassicHttpRequest[] requests(URI address, String flow, String country) {
    return IntStream.range(0, PRODUCTS)
        .mapToObj(
            product ->
                ClassicRequestBuilder.post(address.resolve("/api/orders"))
                    .setEntity(body(flow, sku(product), country), ContentType.APPLICATION_JSON)
                    .build())
        .toArray(ClassicHttpRequest[]::new);
  }

  private static byte[] body(String flow, String sku, String country) {
    return """
    {"customerId": "VINET", "currency": "USD", "flow": "%s",
     "items": [{"sku": "%s", "name": "Queso Cabrales", "quantity": 1, "unitPrice": "14.00"}],
     "shipping": {"carrier": "Federal Shipping", "fee": "32.38",
       "address": {"name": "Vins et alcools Chevalier", "street": "59 rue de l'Abbaye",
         "city": "Reims", "region": null, "postalCode": "51100", "country": "%s"}},
     "payment": {"method": "card", "token": "tok_visa"}}
    """
        .formatted(flow, sku, country)
        .getBytes(StandardCharsets.UTF_8);
  }
}
