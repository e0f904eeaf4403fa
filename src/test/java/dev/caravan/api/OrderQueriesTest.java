package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.HttpClientForTests.Reply;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderHistory;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.projection.OrderPage;
import dev.caravan.projection.OrderSearch;
import dev.caravan.projection.PageKey;
import dev.caravan.projection.TimelineEntry;
import dev.caravan.projection.Timelines;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@ApiTest
class OrderQueriesTest {
  @Autowired HttpClientForTests http;
  @Autowired EventReader journal;
  @Autowired Orders orders;
  @Autowired OrderSearch search;
  @Autowired Timelines timelines;

  @BeforeEach
  void haveOneOrder() {
    when(journal.readStream("order-NW-10248")).thenReturn(SampleEvents.ORDER);
    when(orders.find("NW-10248"))
        .thenReturn(Optional.of((Order) OrderHistory.fold(SampleEvents.ORDER)));
  }

  @Test
  void tellsHowAnOrderStands() {
    Reply reply = http.get("/api/orders/NW-10248");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo("RESERVED");
    assertThat(reply.json().get("version").asInt()).isEqualTo(2);
    assertThat(reply.json().get("total").asText()).isEqualTo("200.38");
    assertThat(reply.http().body()).doesNotContain("tok_visa");
  }

  @ParameterizedTest
  @CsvSource({
    "version=1, PLACED",
    "version=2, RESERVED",
    "asOf=2026-01-01T00:00:00.500Z, PLACED",
    "asOf=2026-01-01T02:00:01%2B02:00, RESERVED"
  })
  void tellsHowAnOrderStoodThen(String query, String status) {
    Reply reply = http.get("/api/orders/NW-10248?" + query);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("status").asText()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "NW-1, no order NW-1",
    "NW-1/events, no order NW-1",
    "NW-1/timeline, no order NW-1",
    "NW-10248?version=3, no order NW-10248 of version 3",
    "NW-10248?asOf=2025-12-31T23:59:59Z, no order NW-10248 at 2025-12-31T23:59:59Z"
  })
  void doesNotKnowWhatIsNotThere(String order, String detail) {
    Reply reply = http.get("/api/orders/" + order);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.isProblem()).isTrue();
    assertThat(reply.json().get("detail").asText()).isEqualTo(detail);
  }

  @Test
  void tellsAllThatHappenedToAnOrderButHowItIsPaid() {
    Reply reply = http.get("/api/orders/NW-10248/events");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("orderId").asText()).isEqualTo("NW-10248");
    JsonNode placed = reply.json().at("/events/0");
    assertThat(placed.fieldNames())
        .toIterable()
        .containsExactly(
            "position",
            "version",
            "type",
            "schemaVersion",
            "eventId",
            "occurredAt",
            "sagaId",
            "causedBy",
            "actor",
            "data",
            "hash");
    assertThat(placed.at("/data/payment/token").asText()).isEqualTo("***");
    assertThat(placed.at("/data/items/0/unitPrice").asText()).isEqualTo("14.00");
    assertThat(reply.json().at("/events/1/data/reservationId").asText()).isEqualTo("res-1");
    assertThat(reply.http().body()).doesNotContain("tok_visa");
  }

  @Test
  void tellsInWordsWhatHappenedToAnOrder() {
    TimelineEntry confirmed =
        new TimelineEntry(
            Instant.parse("2026-01-01T00:00:02Z"),
            14,
            "OrderConfirmed",
            "order",
            "saga-1",
            null,
            "confirmed");
    when(timelines.find("NW-10248")).thenReturn(List.of(confirmed));

    Reply reply = http.get("/api/orders/NW-10248/timeline");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body())
        .isEqualTo(
            """
            {"orderId":"NW-10248","entries":[{"at":"2026-01-01T00:00:02Z","position":14,\
            "type":"OrderConfirmed","actor":"order","sagaId":"saga-1","step":null,\
            "detail":"confirmed"}]}""");
  }

  @Test
  void knowsAnOrderWhoseTimelineHasNotBegunYet() {
    when(timelines.find("NW-10248")).thenReturn(List.of());

    Reply reply = http.get("/api/orders/NW-10248/timeline");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("entries")).isEmpty();
  }

  @Test
  void listsOrdersPageByPage() {
    PageKey last = new PageKey(Instant.parse("2026-01-01T00:00:00Z"), "NW-10248");
    when(search.find(OrderStatus.PAID, "VINET", null, 1))
        .thenReturn(new OrderPage(List.of(SampleOrders.order(OrderStatus.PAID)), last));
    when(search.find(OrderStatus.PAID, "VINET", last, 1))
        .thenReturn(new OrderPage(List.of(), null));

    Reply first = http.get("/api/orders?status=PAID&customerId=VINET&limit=1");
    String next = first.json().get("next").asText();
    Reply second = http.get("/api/orders?status=PAID&customerId=VINET&limit=1&cursor=" + next);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().at("/orders/0/orderId").asText()).isEqualTo("NW-10248");
    assertThat(second.json().get("orders")).isEmpty();
    assertThat(second.json().get("next").isNull()).isTrue();
  }

  @Test
  void listsAHundredWhereTheClientDoesNotSay() {
    when(search.find(any(), any(), any(), anyInt())).thenReturn(new OrderPage(List.of(), null));

    assertThat(http.get("/api/orders?status=&limit=").status()).isEqualTo(200);

    verify(search).find(null, null, null, 100);
  }

  @Test
  void readsTheJournalInOrder() {
    when(journal.readAll(7, 2)).thenReturn(SampleEvents.ORDER);
    when(journal.readAll(12, 2)).thenReturn(List.<RecordedEvent>of());

    Reply some = http.get("/api/journal?after=7&limit=2");
    Reply none = http.get("/api/journal?after=12&limit=2");

    assertThat(some.json().get("last").asLong()).isEqualTo(12);
    assertThat(some.json().at("/events/1/stream").asText()).isEqualTo("order-NW-10248");
    assertThat(some.http().body()).doesNotContain("tok_visa");
    assertThat(none.json().get("events")).isEmpty();
    assertThat(none.json().get("last").asLong()).isEqualTo(12);
  }

  @Test
  void readsTheJournalAsCloudEvents() {
    when(journal.readAll(0, 100)).thenReturn(SampleEvents.ORDER);

    Reply reply = http.get("/api/journal", "Accept", "application/cloudevents-batch+json");

    assertThat(reply.header("Content-Type")).isEqualTo("application/cloudevents-batch+json");
    JsonNode reserved = reply.json().get(1);
    assertThat(reserved.get("specversion").asText()).isEqualTo("1.0");
    assertThat(reserved.get("type").asText()).isEqualTo("StockReserved");
    assertThat(reserved.get("subject").asText()).isEqualTo("order-NW-10248");
    assertThat(reserved.get("time").asText()).isEqualTo("2026-01-01T00:00:01Z");
    assertThat(reserved.get("position").asText()).isEqualTo("12");
    assertThat(reserved.get("sagaid").asText()).isEqualTo("saga-1");
    assertThat(reply.json().get(0).has("sagaid")).isFalse();
    assertThat(reserved.fieldNames()).toIterable().allMatch(name -> name.matches("[a-z0-9]{1,20}"));
    assertThat(reply.http().body()).doesNotContain("tok_visa");
  }
}
