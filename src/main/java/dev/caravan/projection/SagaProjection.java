package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Every saga as it stands; those that are open among them. */
@Component
class SagaProjection implements Projection {
  private static final String TABLE = "saga";

  private final JdbcTemplate jdbc;

  SagaProjection(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return "sagas";
  }

  @Override
  public List<String> tables() {
    return List.of(TABLE);
  }

  @Override
  public void apply(List<RecordedEvent> events, Tables tables) {
    List<Told> ofSagas =
        events.stream().map(SagaProjection::told).filter(told -> !told.facts().isEmpty()).toList();
    if (ofSagas.isEmpty()) {
      return;
    }
    Map<String, SagaView> known = find(begunBefore(ofSagas), tables);
    Map<String, SagaView> changed = new LinkedHashMap<>();
    for (Told told : ofSagas) {
      String id = told.sagaId();
      SagaView saga = changed.getOrDefault(id, known.get(id));
      saga = saga == null ? SagaView.unknown(id, told.at()) : saga;
      for (SagaFact fact : told.facts()) {
        saga = saga.after(fact, told.at());
      }
      changed.put(id, saga);
    }
    put(changed, tables);
  }

  /** What an event says about a saga; no facts where it says nothing. */
  private record Told(String sagaId, List<SagaFact> facts, Instant at) {}

  private static Told told(RecordedEvent event) {
    if (event.streamId().startsWith(SagaFact.STREAM)) {
      return new Told(
          event.streamId().substring(SagaFact.STREAM.length()),
          List.of(SagaFact.CODEC.read(event)),
          event.occurredAt());
    }
    String choreographed = ChoreographyFacts.sagaId(event);
    return choreographed == null
        ? new Told("", List.of(), event.occurredAt())
        : new Told(choreographed, ChoreographyFacts.of(event), event.occurredAt());
  }

  private static Set<String> begunBefore(List<Told> told) {
    Set<String> ids = new HashSet<>();
    told.forEach(one -> ids.add(one.sagaId()));
    told.stream()
        .filter(one -> one.facts().get(0) instanceof SagaFact.Started)
        .forEach(one -> ids.remove(one.sagaId()));
    return ids;
  }

  private Map<String, SagaView> find(Set<String> ids, Tables tables) {
    Map<String, SagaView> sagas = new HashMap<>();
    if (!ids.isEmpty()) {
      jdbc.query(
          "select state from " + tables.name(TABLE) + " where saga_id = any(?)",
          (ResultSet row) -> {
            SagaView saga = StateJson.read(row.getString("state"), SagaView.class);
            sagas.put(saga.sagaId(), saga);
          },
          (Object) ids.toArray(String[]::new));
    }
    return sagas;
  }

  private void put(Map<String, SagaView> sagas, Tables tables) {
    jdbc.update(
        """
        insert into %s (saga_id, key, flow, status, started_at, updated_at, state)
        select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
          ?::timestamptz[], ?::json[])
        on conflict (saga_id) do update
          set key = excluded.key, flow = excluded.flow, status = excluded.status,
            updated_at = excluded.updated_at, state = excluded.state
        """
            .formatted(tables.name(TABLE)),
        column(sagas, SagaView::sagaId),
        column(sagas, SagaView::key),
        column(sagas, SagaView::flow),
        column(sagas, saga -> saga.status().name()),
        column(sagas, saga -> saga.startedAt().toString()),
        column(sagas, saga -> saga.updatedAt().toString()),
        column(sagas, StateJson::write));
  }

  private static String[] column(
      Map<String, SagaView> sagas, java.util.function.Function<SagaView, String> value) {
    return sagas.values().stream().map(value).toArray(String[]::new);
  }
}
