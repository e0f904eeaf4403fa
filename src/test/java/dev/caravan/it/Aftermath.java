package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What stands once all choreographed orders have ended. When it is there, stock and money agree
 * with the orders, the journal is whole, and the topic tells all of it in order.
 */
final class Aftermath {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration END = Duration.ofSeconds(300);
  private static final String NO_TIME = "step-unavailable";

  private final Books books;

  /** The events of each order and of its saga, by position. */
  private final Map<String, List<JsonNode>> journal;

  private int messages;

  private Aftermath(Books books, Map<String, List<JsonNode>> journal) {
    this.books = books;
    this.journal = journal;
  }

  static Aftermath of(Api api, TestKafka.Settings kafka, MixedLoad load) {
    Conditions.awaitAsserted(
        "cancellations",
        END,
        () ->
            assertThat(load.takenBack())
                .allSatisfy(id -> assertThat(api.status(id)).as(id).isEqualTo("CANCELLED")));
    Aftermath aftermath = new Aftermath(Books.settled(api, END), journal(api));
    Conditions.awaitAsserted(
        "the topic", END, () -> aftermath.assertTold(TestKafka.read(kafka.topic())));
    aftermath.books.assertBalanced(Map.of(Load.SKU, Load.INITIAL));
    assertThat(api.get("/api/dead-letters").expect(200).json().get("deadLetters")).isEmpty();
    api.assertJournalIsWhole();
    return aftermath;
  }

  private static Map<String, List<JsonNode>> journal(Api api) {
    Map<String, List<JsonNode>> journal = new LinkedHashMap<>();
    for (JsonNode event : api.journal()) {
      String stream = event.get("stream").asText();
      if (stream.startsWith("order-") || stream.startsWith("choreography-")) {
        journal
            .computeIfAbsent(stream.substring(stream.indexOf('-') + 1), id -> new ArrayList<>())
            .add(event);
      }
    }
    return journal;
  }

  /**
   * Each event of an order is in the topic, none before one that stands before it in the journal;
   * so none before its cause either. Messages may come more than once.
   */
  private void assertTold(List<ConsumerRecord<String, String>> records) {
    Map<String, Set<String>> told = new HashMap<>();
    for (ConsumerRecord<String, String> message : records) {
      told.computeIfAbsent(message.key(), key -> new LinkedHashSet<>()).add(eventId(message));
    }
    journal.forEach(
        (orderId, events) ->
            assertThat(told.getOrDefault(orderId, Set.of()))
                .as("messages of %s", orderId)
                .containsExactlyElementsOf(
                    events.stream().map(event -> event.get("eventId").asText()).toList()));
    messages = records.size();
  }

  private static String eventId(ConsumerRecord<String, String> message) {
    try {
      return JSON.readTree(message.value()).get("id").asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + message.value(), e);
    }
  }

  /** The types of the order's events. */
  List<String> events(String orderId) {
    return journal.get(orderId).stream()
        .filter(event -> event.get("stream").asText().startsWith("order-"))
        .map(event -> event.get("type").asText())
        .toList();
  }

  /** What became of the order. */
  String end(String orderId) {
    JsonNode order = books.order(orderId);
    return order.get("status").asText()
        + (order.get("failure").isNull() ? "" : " " + order.at("/failure/type").asText());
  }

  /** An order may be undone where its time ran out while somebody was away; then it says so. */
  void assertEnded(String orderId, Ending meant, boolean takenBack) {
    Ending ending = meant == Ending.TAKEN_BACK && !takenBack ? Ending.CONFIRMED : meant;
    List<String> events = events(orderId);
    if (!events.equals(ending.events)) {
      assertThat(end(orderId)).as("%s: %s", orderId, events).isEqualTo("CANCELLED " + NO_TIME);
      assertThat(events).doesNotContain("OrderConfirmed").endsWith("OrderCancelled");
    }
  }

  @Override
  public String toString() {
    Map<String, Long> ends =
        journal.keySet().stream()
            .collect(Collectors.groupingBy(this::end, TreeMap::new, Collectors.counting()));
    int events = journal.values().stream().mapToInt(List::size).sum();
    return "orders %s; %d events, %d messages (%d of them again)"
        .formatted(ends, events, messages, messages - events);
  }
}
