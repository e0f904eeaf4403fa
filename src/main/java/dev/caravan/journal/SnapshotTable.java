package dev.caravan.journal;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The stored snapshots. Whatever makes tables from the journal again deletes them: they come back
 * by themselves.
 */
@Component
class SnapshotTable implements Replay {
  // Each part is a range of the index of streams and versions. A snapshot is tied to its stream by
  // the event's hash, which covers all events before it.
  private static final String READ =
      """
      with snapshot as materialized (
        select s.version, s.state from journal.snapshot s
        join journal.event e using (stream_id, version, hash)
        where s.stream_id = ? and s.schema_version = ?)
      select %1$s, (select state::text from snapshot) as snapshot
      from journal.event e where e.stream_id = ? and e.version = 1
      union all
      select %1$s, null
      from journal.event e
      where e.stream_id = ? and e.version > coalesce((select version from snapshot), 1)
      order by version
      """
          .formatted(JournalRows.COLUMNS);

  // finds no event where it is not committed, or was rolled back and another has its place
  private static final String WRITE =
      """
      insert into journal.snapshot (stream_id, version, hash, schema_version, state)
      select e.stream_id, e.version, e.hash, ?, ?::json
      from journal.event e where e.stream_id = ? and e.version = ? and e.event_id = ?
      on conflict (stream_id) do update
        set version = excluded.version, hash = excluded.hash,
          schema_version = excluded.schema_version, state = excluded.state
      """;

  private final JdbcTemplate jdbc;

  SnapshotTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param events all of the stream, or where there is a snapshot the first and those after it
   */
  record Stored(@Nullable String snapshot, List<RecordedEvent> events) {}

  Stored read(String streamId, int schemaVersion) {
    List<RecordedEvent> events = new ArrayList<>();
    List<String> snapshot = new ArrayList<>();
    jdbc.query(
        READ,
        (ResultSet row) -> {
          events.add(JournalRows.event(row));
          String state = row.getString("snapshot");
          if (state != null) {
            snapshot.add(state);
          }
        },
        streamId,
        schemaVersion,
        streamId,
        streamId);
    return new Stored(snapshot.isEmpty() ? null : snapshot.get(0), events);
  }

  void write(String streamId, long version, UUID eventId, int schemaVersion, String state) {
    jdbc.update(WRITE, schemaVersion, state, streamId, version, eventId);
  }

  @Override
  public void clear() {
    jdbc.update("delete from journal.snapshot");
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    // only what is read often needs one
  }
}
