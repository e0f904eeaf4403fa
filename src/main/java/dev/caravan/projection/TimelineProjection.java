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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What happened to each order, from its own events and those of its sagas. */
@Component
class TimelineProjection implements Projection {
  private static final String TABLE = "timeline";
  private static final String SAGAS = "timeline_saga";
  private static final String STREAM = Orders.stream("");

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
      SagaFact fact = facts.get(event.eventId().toString());
      String order =
          fact != null
              ? orders.get(saga(event))
              : event.streamId().startsWith(STREAM)
                  ? event.streamId().substring(STREAM.length())
                  : null;
      if (order != null) {
        TimelineEntry entry =
            fact == null
                ? TimelineWords.entry(OrderEventCodec.read(event), event)
                : TimelineWords.entry(fact, event);
        entries.computeIfAbsent(order, id -> new ArrayList<>()).add(entry);
      }
    }
    put(begun, entries, tables);
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
