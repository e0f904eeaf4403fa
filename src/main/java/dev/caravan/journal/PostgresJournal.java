package dev.caravan.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The journal in PostgreSQL; what it promises is in {@code V1__journal.sql}. */
@Component
class PostgresJournal implements EventAppender, EventReader {
  private static final String COLUMNS =
      "position, stream_id, version, type, schema_version, event_id, occurred_at, saga_id,"
          + " caused_by, actor, data::text as data, previous_hash, hash";

  private final JdbcTemplate jdbc;
  private final Counter appended;

  PostgresJournal(JdbcTemplate jdbc, MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.appended =
        Counter.builder("caravan.journal.appends")
            .description("Events appended, those rolled back later included")
            .register(metrics);
  }

  @Override
  public long append(String streamId, ExpectedVersion expected, List<NewEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("no events to append to " + streamId);
    }
    Long version =
        jdbc.execute((ConnectionCallback<Long>) c -> append(c, streamId, expected, events));
    if (version == null) {
      throw new WrongExpectedVersionException(streamId, expected);
    }
    appended.increment(events.size());
    return version;
  }

  private static @Nullable Long append(
      Connection connection, String streamId, ExpectedVersion expected, List<NewEvent> events)
      throws SQLException {
    try (PreparedStatement call =
        connection.prepareStatement("select journal.append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      call.setString(1, streamId);
      call.setLong(2, expected instanceof ExpectedVersion.Exactly e ? e.version() : -1);
      call.setArray(3, array(connection, "text", events, NewEvent::type));
      call.setArray(4, array(connection, "integer", events, NewEvent::schemaVersion));
      call.setArray(5, array(connection, "uuid", events, NewEvent::eventId));
      call.setArray(6, array(connection, "timestamptz", events, e -> micros(e.occurredAt())));
      call.setArray(7, array(connection, "text", events, NewEvent::sagaId));
      call.setArray(8, array(connection, "uuid", events, NewEvent::causedBy));
      call.setArray(9, array(connection, "text", events, NewEvent::actor));
      call.setArray(10, array(connection, "text", events, NewEvent::data));
      try (ResultSet result = call.executeQuery()) {
        result.next();
        return result.getObject(1, Long.class);
      }
    }
  }

  // PostgreSQL rounds to microseconds; cut here, so that what is hashed is what was given
  private static OffsetDateTime micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  private static Array array(
      Connection connection,
      String type,
      List<NewEvent> events,
      Function<NewEvent, @Nullable Object> field)
      throws SQLException {
    return connection.createArrayOf(type, events.stream().map(field).toArray());
  }

  @Override
  public List<RecordedEvent> readStream(String streamId) {
    return jdbc.query(
        "select " + COLUMNS + " from journal.event where stream_id = ? order by version",
        PostgresJournal::event,
        streamId);
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

  private static RecordedEvent event(ResultSet row, int number) throws SQLException {
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
