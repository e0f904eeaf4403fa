package dev.caravan.benchmark;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.caravan.journal.NewEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Events as orders leave them, over and over with other ids. */
final class SampleHistory {
  /** As long as the sealed address and token of the README's order; nothing here opens them. */
  private static final int SEALED_ADDRESS = 192;

  private static final int SEALED_TOKEN = 52;

  private static final AtomicLong NUMBER = new AtomicLong();

  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  /** Events of one stream, from its first. */
  record Part(String stream, List<NewEvent> events) {}

  record Order(List<Part> parts) {
    static final int EVENTS = 8;

    int events() {
      return parts.stream().mapToInt(part -> part.events().size()).sum();
    }

    int bytes() {
      return parts.stream()
          .flatMap(part -> part.events().stream())
          .mapToInt(event -> event.data().length())
          .sum();
    }
  }

  /** A stream of one event of usual length. */
  Order single() {
    String key = "S-" + NUMBER.incrementAndGet();
    return new Order(
        List.of(new Part("sample-" + key, List.of(event("Sample", key, null, null, placed(key))))));
  }

  /** Many events of usual length for one stream. */
  Part many(String stream, int events) {
    return new Part(
        stream,
        Stream.generate(() -> event("Sample", stream, null, null, placed(stream)))
            .limit(events)
            .toList());
  }

  /** A confirmed order and its saga, eight events in two streams. */
  Order order() {
    String id = "B-" + NUMBER.incrementAndGet();
    String saga = "saga-" + id;
    List<NewEvent> order = new ArrayList<>();
    add(order, "OrderPlaced", "customer", null, placed(id));
    add(order, "StockReserved", "inventory", id, "{\"reservationId\":\"rsv-%s\"}".formatted(id));
    add(
        order,
        "PaymentCharged",
        "payment",
        id,
        "{\"paymentId\":\"pay-%s\",\"amount\":\"298.38\",\"currency\":\"USD\"}".formatted(id));
    add(
        order,
        "ShipmentScheduled",
        "shipping",
        id,
        "{\"shipmentId\":\"shp-%s\",\"carrier\":\"Federal Shipping\",\"trackingNumber\":\"TRK-%s\"}"
            .formatted(id, id));
    add(order, "OrderConfirmed", "order", id, "{}");
    List<NewEvent> log = new ArrayList<>();
    add(
        log,
        "SagaStarted",
        "saga",
        id,
        "{\"key\":\"%s\",\"flow\":\"order-fulfilment\"}".formatted(id));
    add(
        log,
        "StepStarted",
        "saga",
        id,
        ("{\"step\":\"%s\",\"name\":\"payment-charge\",\"compensation\":\"direct://payment-refund\","
                + "\"completion\":null,\"options\":{\"orderId\":\"%s\"}}")
            .formatted(ids.generate(), id));
    add(log, "SagaClosed", "saga", id, "{}");
    return new Order(List.of(new Part("order-" + id, order), new Part(saga, log)));
  }

  private void add(List<NewEvent> events, String type, String actor, String saga, String data) {
    UUID before = events.isEmpty() ? null : events.get(events.size() - 1).eventId();
    events.add(event(type, actor, saga, before, data));
  }

  private NewEvent event(String type, String actor, String saga, UUID before, String data) {
    return new NewEvent(
        type,
        type.equals("OrderPlaced") ? 2 : 1,
        ids.generate(),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        saga,
        before,
        actor,
        data);
  }

  private static String placed(String id) {
    return ("{\"orderId\":\"%s\",\"customerId\":\"C-%d\",\"currency\":\"USD\","
            + "\"flow\":\"order-fulfilment\",\"flowRevision\":1,\"items\":["
            + "{\"sku\":\"NW-011\",\"name\":\"Queso Cabrales\",\"quantity\":12,"
            + "\"unitPrice\":\"14.00\"},{\"sku\":\"NW-010\",\"name\":\"Ikura\",\"quantity\":10,"
            + "\"unitPrice\":\"9.80\"}],\"shipping\":{\"carrier\":\"Federal Shipping\","
            + "\"fee\":\"32.38\",\"country\":\"France\",\"address\":{\"keyId\":"
            + "\"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\",\"text\":\"%s\"}},"
            + "\"payment\":{\"method\":\"card\",\"token\":{\"keyId\":"
            + "\"0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\",\"text\":\"%s\"}}}")
        .formatted(id, id.hashCode() & 127, "A".repeat(SEALED_ADDRESS), "A".repeat(SEALED_TOKEN));
  }
}
