package dev.caravan.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The journal in PostgreSQL; what it promises is in {@code V1__journal.sql}. */
@Component
class PostgresJournal implements EventAppender, EventReader {
  private static final String COLUMNS =
      "position, stream_id, version, type, schema_version, event_id, occurred_at, saga_id,"
          + " caused_by, actor, data::text as data, previous_hash, hash";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Counter appended;

  PostgresJournal(JdbcTemplate jdbc, TransactionTemplate transaction, MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.appended =
        Counter.builder("caravan.journal.appends")
            .description("Events appended, those rolled back later included")
            .register(metrics);
  }

  @Override
  public long append(String streamId, ExpectedVersion expected, List<NewEvent> events) {
    long version =
        switch (events.size()) {
          case 0 -> throw new IllegalArgumentException("no events to append to " + streamId);
          case 1 -> append(streamId, expected, events.get(0));
          default ->
              // in the caller's own transaction directly: leaving a nested one by an exception
              // would mark it for roll-back
              TransactionSynchronizationManager.isActualTransactionActive()
                  ? appendAll(streamId, expected, events)
                  : transaction.execute(status -> appendAll(streamId, expected, events));
        };
    appended.increment(events.size());
    return version;
  }

  private long appendAll(String streamId, ExpectedVersion expected, List<NewEvent> events) {
    long version = append(streamId, expected, events.get(0));
    for (NewEvent event : events.subList(1, events.size())) {
      version = append(streamId, ExpectedVersion.exactly(version), event);
    }
    return version;
  }

  private long append(String streamId, ExpectedVersion expected, NewEvent event) {
    Long version =
        jdbc.queryForObject(
            "select journal.append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            Long.class,
            streamId,
            expected instanceof ExpectedVersion.Exactly exactly ? exactly.version() : -1L,
            event.type(),
            event.schemaVersion(),
            event.eventId(),
            micros(event.occurredAt()),
            event.sagaId(),
            event.causedBy(),
            event.actor(),
            event.data());
    if (version == null) {
      throw new WrongExpectedVersionException(streamId, expected);
    }
    return version;
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
