package dev.caravan.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The journal in PostgreSQL; what it promises is in {@code V1__journal.sql}. */
@Component
class PostgresJournal implements EventAppender, EventReader {
  static final String COLUMNS =
      "position, stream_id, version, type, schema_version, event_id, occurred_at, saga_id,"
          + " caused_by, actor, data::text as data, previous_hash, hash";

  private final JdbcTemplate jdbc;
  private final CommitSignal signal;
  private final Counter appended;

  PostgresJournal(JdbcTemplate jdbc, CommitSignal signal, MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.signal = signal;
    this.appended =
        Counter.builder("caravan.journal.appends")
            .description("Events appended, those rolled back later included")
            .register(metrics);
  }

  // One statement, so that several events need no transaction of their own and one round trip: each
  // call expects the version that the one inside it returned, or nothing where that was refused.
  @Override
  public long append(String streamId, ExpectedVersion expected, List<NewEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("no events to append to " + streamId);
    }
    String version = "?";
    List<@Nullable Object> values = new ArrayList<>(Collections.nCopies(events.size(), streamId));
    values.add(expected instanceof ExpectedVersion.Exactly exactly ? exactly.version() : -1L);
    for (NewEvent event : events) {
      version = "journal.append(?, " + version + ", ?, ?, ?, ?, ?, ?, ?, ?)";
      values.add(event.type());
      values.add(event.schemaVersion());
      values.add(event.eventId());
      values.add(micros(event.occurredAt()));
      values.add(event.sagaId());
      values.add(event.causedBy());
      values.add(event.actor());
      values.add(event.data());
    }
    Long reached = jdbc.queryForObject("select " + version, Long.class, values.toArray());
    if (reached == null) {
      throw new WrongExpectedVersionException(streamId, expected);
    }
    appended.increment(events.size());
    signal.appended();
    return reached;
  }

  // PostgreSQL rounds to microseconds; cut here, so that what is hashed is what was given
  private static OffsetDateTime micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  @Override
  public List<RecordedEvent> readStream(String streamId) {
    return jdbc.query(
        "select " + COLUMNS + " from journal.event where stream_id = ? order by version",
        PostgresJournal::event,
        streamId);
  }

  @Override
  public List<RecordedEvent> readFirst(Collection<String> streamIds) {
    return jdbc.query(
        "select " + COLUMNS + " from journal.event where stream_id = any(?) and version = 1",
        PostgresJournal::event,
        (Object) streamIds.toArray(String[]::new));
  }

  @Override
  public long lastPosition() {
    Long last =
        jdbc.queryForObject("select coalesce(max(position), 0) from journal.event", Long.class);
    return last == null ? 0 : last;
  }

  @Override
  public List<RecordedEvent> readAll(long after, int limit) {
    // a statement of its own: the events must be read on a later snapshot than this bound
    Long settled = jdbc.queryForObject("select journal.settled_position()", Long.class);
    return jdbc.query(
        "select "
            + COLUMNS
            + " from journal.event where position > ? and position <= ? order by position limit ?",
        PostgresJournal::event,
        after,
        settled,
        limit);
  }

  static RecordedEvent event(ResultSet row, int number) throws SQLException {
    return new RecordedEvent(
        row.getLong("position"),
        row.getString("stream_id"),
        row.getLong("version"),
        row.getString("type"),
        row.getInt("schema_version"),
        row.getObject("event_id", UUID.class),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        row.getString("saga_id"),
        row.getObject("caused_by", UUID.class),
        row.getString("actor"),
        row.getString("data"),
        hex(row.getBytes("previous_hash")),
        HexFormat.of().formatHex(row.getBytes("hash")));
  }

  private static @Nullable String hex(byte @Nullable [] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }
}
