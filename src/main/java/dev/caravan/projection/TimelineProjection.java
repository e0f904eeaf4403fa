package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.OrderEventCodec;
import dev.caravan.order.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What happened to each order, from its own events, those of its sagas, and their signals. */
@Component
class TimelineProjection implements Projection {
  private static final String TABLE = "timeline";
  private static final String SAGAS = "timeline_saga";
  private static final String ORDER = Orders.stream("");

  private final JdbcTemplate jdbc;

  TimelineProjection(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return "timeline";
  }

  @Override
  public List<String> tables() {
    return List.of(TABLE, SAGAS);
  }

  @Override
  public void apply(List<RecordedEvent> events, Tables tables) {
    Map<String, SagaFact> facts = new HashMap<>();
    Map<String, String> begun = new LinkedHashMap<>();
    Set<String> unknown = new HashSet<>();
    for (RecordedEvent event : events) {
      if (event.streamId().startsWith(SagaFact.STREAM)) {
        SagaFact fact = SagaFact.CODEC.read(event);
        facts.put(event.eventId().toString(), fact);
        if (fact instanceof SagaFact.Started started) {
          if (started.key() != null) {
            begun.put(saga(event), started.key());
          }
        } else {
          unknown.add(saga(event));
        }
      }
    }
    Map<String, String> orders = find(unknown, tables);
    orders.putAll(begun);
    Map<String, List<TimelineEntry>> entries = new LinkedHashMap<>();
    for (RecordedEvent event : events) {
      String order = order(event, orders);
      if (order != null) {
        entries
            .computeIfAbsent(order, id -> new ArrayList<>())
            .add(entry(event, facts.get(event.eventId().toString())));
      }
    }
    put(begun, entries, tables);
  }

  private static @Nullable String order(RecordedEvent event, Map<String, String> ordersOfSagas) {
    String stream = event.streamId();
    if (stream.startsWith(SagaFact.STREAM)) {
      return ordersOfSagas.get(saga(event));
    }
    return Stream.of(ORDER, SignalFact.STREAM)
        .filter(stream::startsWith)
        .map(category -> stream.substring(category.length()))
        .findFirst()
        .orElse(null);
  }

  private static TimelineEntry entry(RecordedEvent event, @Nullable SagaFact fact) {
    if (fact != null) {
      return TimelineWords.entry(fact, event);
    }
    return event.streamId().startsWith(SignalFact.STREAM)
        ? TimelineWords.entry(SignalFact.CODEC.read(event), event)
        : TimelineWords.entry(OrderEventCodec.read(event), event);
  }

  private static String saga(RecordedEvent event) {
    return event.streamId().substring(SagaFact.STREAM.length());
  }

  private Map<String, String> find(Set<String> sagas, Tables tables) {
    Map<String, String> orders = new HashMap<>();
    if (!sagas.isEmpty()) {
      jdbc.query(
          "select saga_id, order_id from " + tables.name(SAGAS) + " where saga_id = any(?)",
          row -> {
            orders.put(row.getString("saga_id"), row.getString("order_id"));
          },
          (Object) sagas.toArray(String[]::new));
    }
    return orders;
  }

  private void put(
      Map<String, String> begun, Map<String, List<TimelineEntry>> entries, Tables tables) {
    if (!begun.isEmpty()) {
      jdbc.update(
          "insert into %s select * from unnest(?::text[], ?::text[])".formatted(tables.name(SAGAS)),
          begun.keySet().toArray(String[]::new),
          begun.values().toArray(String[]::new));
    }
    if (!entries.isEmpty()) {
      jdbc.update(
          """
          insert into %s as t select * from unnest(?::text[], ?::jsonb[])
          on conflict (order_id) do update set entries = t.entries || excluded.entries
          """
              .formatted(tables.name(TABLE)),
          entries.keySet().toArray(String[]::new),
          entries.values().stream().map(StateJson::write).toArray(String[]::new));
    }
  }
}
