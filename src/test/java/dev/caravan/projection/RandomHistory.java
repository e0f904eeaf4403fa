package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A journal of orders and their sagas that run at the same time and end in different ways. */
final class RandomHistory {
  private record Event(String stream, String type, String data) {}

  private final Random random;

  private RandomHistory(long seed) {
    random = new Random(seed);
  }

  static List<RecordedEvent> of(long seed, int orders) {
    return new RandomHistory(seed).interleaved(orders);
  }

  private List<RecordedEvent> interleaved(int orders) {
    List<Deque<Event>> waiting = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      waiting.add(new ArrayDeque<>(order("%c%d".formatted('A' + random.nextInt(26), i))));
    }
    List<RecordedEvent> events = new ArrayList<>();
    java.util.Map<String, Long> versions = new java.util.HashMap<>();
    long position = 0;
    int open = 0;
    while (!waiting.isEmpty()) {
      open = Math.min(20, waiting.size());
      int chosen = random.nextInt(open);
      Event next = waiting.get(chosen).poll();
      if (waiting.get(chosen).isEmpty()) {
        waiting.remove(chosen);
      }
      // positions have gaps
      position += 1 + random.nextInt(2);
      long version = versions.merge(next.stream(), 1L, Long::sum);
      events.add(
          next.type().equals("OrderPlaced")
              ? SampleJournal.placed(
                  next.stream().substring("order-".length()), position, position * 60)
              : SampleJournal.event(
                  position, next.stream(), version, next.type(), next.data(), position * 60));
    }
    return events;
  }

  private List<Event> order(String id) {
    String order = "order-" + id;
    String saga = "saga-" + id + "s";
    List<Event> events = new ArrayList<>();
    events.add(new Event(order, "OrderPlaced", ""));
    events.add(new Event(saga, "SagaStarted", "{\"key\":\"%s\",\"flow\":\"f\"}".formatted(id)));
    events.add(
        new Event(
            saga,
            "StepStarted",
            "{\"step\":\"1\",\"name\":\"reserve\",\"compensation\":\"direct://r\","
                + "\"completion\":null,\"options\":{}}"));
    if (random.nextInt(10) == 0) {
      return events;
    }
    events.add(new Event(order, "StockReserved", "{\"reservationId\":\"r\"}"));
    if (random.nextInt(5) == 0) {
      events.add(new Event(saga, "SagaResumed", "{}"));
    }
    if (random.nextInt(5) == 0) {
      events.add(new Event(saga, "CloseUnanswered", "{}"));
    }
    if (random.nextInt(4) > 0) {
      events.add(new Event(saga, "SagaClosed", "{}"));
      events.add(new Event(order, "OrderConfirmed", "{}"));
      if (random.nextInt(5) == 0) {
        events.add(new Event(order, "StockReleased", "{\"reservationId\":\"r\"}"));
        events.add(new Event(order, "OrderCancelled", "{\"reason\":\"changed\",\"failure\":null}"));
      }
      return events;
    }
    String failure = "{\"step\":\"payment.charge\",\"type\":\"t\",\"detail\":\"d\"}";
    events.add(new Event(order, "PaymentDeclined", "{\"failure\":%s}".formatted(failure)));
    events.add(new Event(saga, "StepFailed", "{\"failure\":%s}".formatted(failure)));
    events.add(
        new Event(
            saga,
            "CompensationFailed",
            "{\"step\":\"1\",\"attempt\":1,\"error\":\"e\",\"givenUp\":false}"));
    events.add(new Event(order, "StockReleased", "{\"reservationId\":\"r\"}"));
    events.add(new Event(saga, "StepCompensated", "{\"step\":\"1\"}"));
    events.add(new Event(saga, "SagaCancelled", "{}"));
    events.add(
        new Event(order, "OrderCancelled", "{\"reason\":\"x\",\"failure\":%s}".formatted(failure)));
    return events;
  }
}
