package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events as the journal holds them. */
final class SampleJournal {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.000123Z");

  private SampleJournal() {}

  static List<RecordedEvent> reserved(String orderId, long position, long second) {
    return List.of(
        placed(orderId, position, second),
        event(
            position + 1,
            "order-" + orderId,
            2,
            "StockReserved",
            "{\"reservationId\":\"res-1\"}",
            second + 1));
  }

  static RecordedEvent placed(String orderId, long position, long second) {
    String data =
        """
        {"orderId":"%s","customerId":"VINET","currency":"USD","flow":"order-fulfilment",
         "flowRevision":1,"items":[{"sku":"A","name":"Chai","quantity":2,"unitPrice":"14.00"}],
         "shipping":{"carrier":"UPS","fee":"2.50","address":{"name":"V","street":"S","city":"C",
         "region":null,"postalCode":null,"country":"France"}},
         "payment":{"method":"card","token":"tok_visa"}}
        """
            .formatted(orderId);
    return event(position, "order-" + orderId, 1, "OrderPlaced", data, second);
  }

  static RecordedEvent event(
      long position, String stream, long version, String type, String data, long second) {
    return new RecordedEvent(
        position,
        stream,
        version,
        type,
        1,
        new UUID(0, position),
        START.plusSeconds(second),
        null,
        null,
        "test",
        data,
        null,
        "00");
  }
}
