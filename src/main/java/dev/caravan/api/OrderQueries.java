package dev.caravan.api;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderHistory;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.projection.OrderPage;
import dev.caravan.projection.OrderSearch;
import dev.caravan.projection.TimelineEntry;
import dev.caravan.projection.Timelines;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions about orders; public methods are called by routes. */
@Component
class OrderQueries {
  private final EventReader journal;
  private final Orders orders;
  private final OrderSearch search;
  private final Timelines timelines;
  private final OrderAnswers answers;

  OrderQueries(
      EventReader journal,
      Orders orders,
      OrderSearch search,
      Timelines timelines,
      OrderAnswers answers) {
    this.journal = journal;
    this.orders = orders;
    this.search = search;
    this.timelines = timelines;
    this.answers = answers;
  }

  /** The order as it stands, or as it stood at a version or a time. */
  public Answer order(
      @Header("orderId") String orderId,
      @Header("version") @Nullable Long version,
      @Header("asOf") @Nullable String asOf) {
    if (version != null && asOf != null) {
      throw invalid("asOf", "must not be given together with version");
    }
    if (version == null && asOf == null) {
      return answers.of(200, orders.find(orderId).orElseThrow(() -> unknown(orderId)));
    }
    Instant until = asOf == null ? null : OffsetDateTime.parse(asOf).toInstant();
    List<RecordedEvent> history = new ArrayList<>();
    for (RecordedEvent event : history(orderId)) {
      if ((version == null || event.version() <= version)
          && (until == null || !event.occurredAt().isAfter(until))) {
        history.add(event);
      }
    }
    boolean reached = version == null || history.size() == version;
    if (reached && OrderHistory.fold(history) instanceof Order order) {
      return answers.of(200, order);
    }
    throw unknown(orderId + (version == null ? " at " + asOf : " of version " + version));
  }

  /** All that happened to an order. */
  public Answer events(@Header("orderId") String orderId) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("orderId", orderId);
    body.put(
        "events", history(orderId).stream().map(e -> EventResource.of(e).withoutStream()).toList());
    return Answer.json(200, body);
  }

  /** What happened to an order and its sagas, in words; the last moment may be missing. */
  public Answer timeline(@Header("orderId") String orderId) {
    List<TimelineEntry> entries = timelines.find(orderId);
    if (entries.isEmpty()) {
      // the read model may not have met an order that has just been placed
      history(orderId);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("orderId", orderId);
    body.put("entries", entries);
    return Answer.json(200, body);
  }

  private List<RecordedEvent> history(String orderId) {
    List<RecordedEvent> events = journal.readStream(Orders.stream(orderId));
    if (events.isEmpty()) {
      throw unknown(orderId);
    }
    return events;
  }

  /** A page of orders, the newest first. */
  public Answer list(
      @Header("status") @Nullable OrderStatus status,
      @Header("customerId") @Nullable String customerId,
      @Header("limit") int limit,
      @Header("cursor") @Nullable String cursor) {
    OrderPage page =
        search.find(status, customerId, cursor == null ? null : Cursor.read(cursor), limit);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("orders", answers.resources(page.orders()));
    body.put("next", page.next() == null ? null : Cursor.of(page.next()));
    return Answer.json(200, body);
  }

  private static ProblemException unknown(String orderId) {
    return new ProblemException(Problem.unknown("order", orderId));
  }

  private static ProblemException invalid(String parameter, String detail) {
    return new ProblemException(Problem.invalid(List.of(Violation.of(parameter, detail))));
  }
}
