package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Finds sagas: one in the journal itself, lists in the read model, a moment behind it. */
@Component
public class SagaSearch {
  private final EventReader journal;
  private final JdbcTemplate jdbc;

  SagaSearch(EventReader journal, JdbcTemplate jdbc) {
    this.journal = journal;
    this.jdbc = jdbc;
  }

  /** A saga by its opaque id, as it stands now; empty where it is unknown. */
  public Optional<SagaView> find(String sagaId) {
    if (ChoreographyFacts.names(sagaId)) {
      return ChoreographyFacts.view(sagaId, journal);
    }
    SagaView saga = null;
    for (RecordedEvent event : journal.readStream(SagaFact.STREAM + sagaId)) {
      SagaView before = saga == null ? SagaView.unknown(sagaId, event.occurredAt()) : saga;
      saga = before.after(SagaFact.CODEC.read(event), event.occurredAt());
    }
    return Optional.ofNullable(saga);
  }

  /**
   * Sagas by the time they began, the newest first, and by id where that is the same.
   *
   * @param status only those that stand there
   * @param key only those about this
   * @param after only those that come after this place
   * @param limit how many at the most, from 1
   */
  public SagaPage find(
      SagaView.@Nullable Status status, @Nullable String key, @Nullable PageKey after, int limit) {
    StringBuilder sql = new StringBuilder("select state from projection.saga where true");
    List<Object> arguments = new ArrayList<>();
    if (status != null) {
      sql.append(" and status = ?");
      arguments.add(status.name());
    }
    if (key != null) {
      sql.append(" and key = ?");
      arguments.add(key);
    }
    if (after != null) {
      sql.append(" and (started_at, saga_id) < (?, ?)");
      arguments.add(after.at().atOffset(ZoneOffset.UTC));
      arguments.add(after.id());
    }
    sql.append(" order by started_at desc, saga_id desc limit ?");
    // one more than asked for tells whether there is a next page
    arguments.add(limit + 1);
    List<SagaView> sagas =
        jdbc.query(
            sql.toString(),
            (row, number) -> StateJson.read(row.getString("state"), SagaView.class),
            arguments.toArray());
    if (sagas.size() <= limit) {
      return new SagaPage(sagas, null);
    }
    SagaView last = sagas.get(limit - 1);
    return new SagaPage(
        List.copyOf(sagas.subList(0, limit)), new PageKey(last.startedAt(), last.sagaId()));
  }
}
