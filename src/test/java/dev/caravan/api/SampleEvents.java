package dev.caravan.api;

import dev.caravan.journal.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The journal of an order that has its stock. */
final class SampleEvents {
  private static final String PLACED =
      """
      {"orderId":"NW-10248","customerId":"VINET","currency":"USD","flow":"order-fulfilment",\
      "flowRevision":3,"items":[{"sku":"NW-011","name":"Queso Cabrales","quantity":12,\
      "unitPrice":"14.00"}],"shipping":{"carrier":"Federal Shipping","fee":"32.38","address":\
      {"name":"Vins et alcools Chevalier","street":"59 rue de l'Abbaye","city":"Reims",\
      "region":null,"postalCode":"51100","country":"France"}},\
      "payment":{"method":"card","token":"tok_visa"}}""";

  static final List<RecordedEvent> ORDER =
      List.of(
          event(11, 1, "OrderPlaced", "2026-01-01T00:00:00Z", null, "customer", PLACED),
          event(
              12,
              2,
              "StockReserved",
              "2026-01-01T00:00:01Z",
              "saga-1",
              "inventory",
              "{\"reservationId\":\"res-1\"}"));

  private SampleEvents() {}

  private static RecordedEvent event(
      long position,
      long version,
      String type,
      String time,
      String sagaId,
      String actor,
      String data) {
    return new RecordedEvent(
        position,
        "order-NW-10248",
        version,
        type,
        1,
        new UUID(0, position),
        Instant.parse(time),
        sagaId,
        version == 1 ? null : new UUID(0, position - 1),
        actor,
        data,
        null,
        "00");
  }
}
