package dev.caravan.choreography;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import dev.caravan.journal.DeadLetter;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.saga.OrderFlows;
import dev.caravan.testing.Flows;
import dev.caravan.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The channel over a real broker, and what only there can go wrong. */
abstract class KafkaChannelContract extends ChannelContract {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String GROUP = "caravan-inventory";

  private String topic() {
    return beans.getBean(ChoreographyProperties.class).choreography().topic();
  }

  private List<ConsumerRecord<String, String>> messages(Order order) {
    return TestKafka.read(topic()).stream()
        .filter(record -> order.orderId().equals(record.key()))
        .toList();
  }

  private void send(String key, String body) {
    beans
        .getBean(ProducerTemplate.class)
        .sendBodyAndHeader(KafkaChannel.producer(topic()), body, KafkaConstants.KEY, key);
  }

  private Order confirmed(Flows flows, String sku) {
    flows.get(Inventory.class).put(sku, "tea", 10);
    Order order = flows.place(anyOrder().flow("order-choreography").item(sku, 4));
    assertThat(flows.get(OrderFlows.class).run(order)).succeedsWithin(LONG);
    await().atMost(LONG).until(() -> flows.stock(sku).onHand() == 6);
    return order;
  }

  private List<DeadLetter> deadLetters(String key) {
    return beans.getBean(DeadMessages.class).list(GROUP, null, 1_000).stream()
        .filter(letter -> letter.stream().equals(key))
        .toList();
  }

  @Test
  void tellsTheEventsAsCloudEventsWithoutWhatIsPersonal() throws Exception {
    Flows flows = new Flows(beans);
    Order order = confirmed(flows, "SKU-" + System.nanoTime());
    await().atMost(LONG).until(() -> messages(order).size() >= 5);

    List<RecordedEvent> events = flows.stream("order-" + order.orderId());
    List<ConsumerRecord<String, String>> records = messages(order);
    assertThat(records)
        .allSatisfy(
            record ->
                assertThat(
                        new String(
                            record.headers().lastHeader("content-type").value(),
                            StandardCharsets.UTF_8))
                    .startsWith("application/cloudevents+json"));
    List<JsonNode> messages = new ArrayList<>();
    for (ConsumerRecord<String, String> record : records) {
      messages.add(new ObjectMapper().readTree(record.value()));
    }
    assertThat(messages)
        .extracting(message -> message.get("id").asText())
        .containsExactlyElementsOf(events.stream().map(e -> e.eventId().toString()).toList());
    assertThat(messages.get(1))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"specversion": "1.0", "id": "%s", "source": "urn:caravan:journal",
                     "type": "StockReserved", "subject": "order-%s", "time": "%s",
                     "datacontenttype": "application/json",
                     "dataschema": "urn:caravan:event:StockReserved:1", "position": "%d",
                     "streamversion": "2", "sagaid": "choreography-%s",
                     "data": {"reservationId": "rsv-%s"}}
                    """
                        .formatted(
                            events.get(1).eventId(),
                            order.orderId(),
                            events.get(1).occurredAt(),
                            events.get(1).position(),
                            order.orderId(),
                            order.orderId())));
    assertThat(messages.get(0).get("data").has("items")).isTrue();
    assertThat(records.get(0).value()).doesNotContain("tok_visa", "Chevalier", "VINET");
  }

  @Test
  void changesNothingWhereAllMessagesComeAgainLateAndInReverse() {
    Flows flows = new Flows(beans);
    String sku = "SKU-" + System.nanoTime();
    Order order = confirmed(flows, sku);
    await().atMost(LONG).until(() -> messages(order).size() >= 5);
    List<ConsumerRecord<String, String>> again = new ArrayList<>(messages(order));
    Collections.reverse(again);
    long before = flows.stream("order-" + order.orderId()).size();

    again.forEach(record -> send(record.key(), record.value()));
    again.forEach(record -> send(record.key(), record.value()));
    // what comes after them in their partition has been reached
    send(order.orderId(), "the end");
    await().atMost(LONG).until(() -> deadLetters(order.orderId()).size() == 1);

    assertThat(flows.stream("order-" + order.orderId())).hasSize((int) before);
    assertThat(flows.books(order.orderId())).containsExactly("CHARGED", "SCHEDULED");
    assertThat(flows.stock(sku)).isEqualTo(new StockLevel(sku, "tea", 6, 0));
  }

  @Test
  void doesNotBelieveThatAnEventIsOfItsSagaThatIsOfAnother() {
    Flows flows = new Flows(beans);
    String sku = "SKU-" + System.nanoTime();
    flows.get(Inventory.class).put(sku, "tea", 10);
    Order other = flows.place(anyOrder().flow("order-fulfilment").item(sku, 4));
    RecordedEvent placed = flows.stream("order-" + other.orderId()).get(0);

    send(
        other.orderId(),
        """
        {"specversion": "1.0", "id": "%s", "source": "urn:caravan:journal", "type": "OrderPlaced",
         "subject": "order-%s", "dataschema": "urn:caravan:event:OrderPlaced:2",
         "sagaid": "choreography-%s", "data": {}}
        """
            .formatted(placed.eventId(), other.orderId(), other.orderId()));

    await().atMost(LONG).untilAsserted(() -> assertThat(deadLetters(other.orderId())).hasSize(1));
    assertThat(deadLetters(other.orderId()).get(0).error()).startsWith("the journal has no event");
    assertThat(flows.stock(sku)).isEqualTo(new StockLevel(sku, "tea", 10, 0));
  }

  @Test
  void setsAsideWhatIsNoMessageOfOursAndTellsWhy() {
    String key = "bad-" + UUID.randomUUID();
    String good =
        """
        {"specversion": "1.0", "id": "%s", "source": "urn:caravan:journal", "type": "OrderConfirmed",
         "subject": "order-%s", "dataschema": "urn:caravan:event:OrderConfirmed:1",
         "sagaid": "choreography-%s", "data": {}}
        """
            .formatted(UUID.randomUUID(), key, key);
    send(key, "no JSON");
    send(key, "[]");
    send(key, good.replace("\"1.0\"", "\"0.3\""));
    send(key, good.replace("\"id\"", "\"ident\""));
    send(key, good.replace("order-" + key, "somewhere"));
    send(key, good.replace("Confirmed:1", "Confirmed:one"));
    send(key, good.replace("{}", "null"));
    send(key, good);

    await().atMost(LONG).untilAsserted(() -> assertThat(deadLetters(key)).hasSize(8));
    assertThat(deadLetters(key))
        .extracting(DeadLetter::error)
        .satisfiesExactly(
            error -> assertThat(error).startsWith("the message is no JSON:"),
            error -> assertThat(error).isEqualTo("the message is no JSON object"),
            error -> assertThat(error).isEqualTo("specversion: must be \"1.0\""),
            error -> assertThat(error).isEqualTo("id: must be a text that is not empty"),
            error -> assertThat(error).startsWith("subject: must match"),
            error -> assertThat(error).startsWith("dataschema: must be urn:caravan:event:"),
            error -> assertThat(error).isEqualTo("data: must be a JSON object"),
            error -> assertThat(error).startsWith("the journal has no event"));
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(TestKafka.read(topic() + ".dead-letters"))
                    .filteredOn(record -> key.equals(record.key()))
                    .extracting(
                        record ->
                            new String(
                                record.headers().lastHeader("dead-letter-reason").value(),
                                StandardCharsets.UTF_8))
                    .contains("the message is no JSON object"));
  }
}
