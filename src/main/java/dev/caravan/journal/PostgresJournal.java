package dev.caravan.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.stereotype.Component;

/** The journal in PostgreSQL; what it promises is in {@code V1__journal.sql}. */
@Component
class PostgresJournal implements EventAppender, EventReader, LastEvents {
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
  // Every parameter has the same type whether it is null or not: the driver has a statement parsed
  // and planned anew where one changes.
  @Override
  public long append(
      String streamId,
      ExpectedVersion expected,
      List<NewEvent> events,
      @Nullable TableChange change) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("no events to append to " + streamId);
    }
    String version = "?";
    List<@Nullable Object> values = new ArrayList<>(Collections.nCopies(events.size(), streamId));
    values.add(expected instanceof ExpectedVersion.Exactly exactly ? exactly.version() : -1L);
    for (NewEvent event : events) {
      version = "journal.append(?, " + version + ", ?, ?, ?, ?, ?, ?::uuid, ?, ?)";
      values.add(event.type());
      values.add(event.schemaVersion());
      values.add(event.eventId());
      values.add(micros(event.occurredAt()));
      values.add(text(event.sagaId()));
      values.add(text(event.causedBy()));
      values.add(event.actor());
      values.add(event.data());
    }
    String statement = "select " + version;
    if (change != null) {
      statement =
          "with appended as materialized (%s as version), changed as (%s)"
                  .formatted(statement, change.sql())
              + " select version from appended";
      values.addAll(change.values());
    }
    Long reached = jdbc.queryForObject(statement, Long.class, values.toArray());
    if (reached == null) {
      throw new WrongExpectedVersionException(streamId, expected);
    }
    appended.increment(events.size());
    signal.appended(streamId, events);
    return reached;
  }

  private static SqlParameterValue text(@Nullable Object value) {
    return new SqlParameterValue(Types.VARCHAR, value == null ? null : value.toString());
  }

  // PostgreSQL rounds to microseconds; cut here, so that what is hashed is what was given
  private static OffsetDateTime micros(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  @Override
  public List<RecordedEvent> readStream(String streamId) {
    return jdbc.query(
        "select "
            + JournalRows.COLUMNS
            + " from journal.event e where e.stream_id = ? order by e.version",
        JournalRows.EVENT,
        streamId);
  }

  @Override
  public List<RecordedEvent> readFirst(Collection<String> streamIds) {
    return jdbc.query(
        "select "
            + JournalRows.COLUMNS
            + " from journal.event e where e.stream_id = any(?) and e.version = 1",
        JournalRows.EVENT,
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
            + JournalRows.COLUMNS
            + " from journal.event e where e.position > ? and e.position <= ?"
            + " order by e.position limit ?",
        JournalRows.EVENT,
        after,
        settled,
        limit);
  }

  @Override
  public List<RecordedEvent> readLast(String type, long after, long before, int limit) {
    return jdbc.query(
        "select "
            + JournalRows.COLUMNS
            + " from journal.event e where e.type = ? and e.position > ? and e.position < ?"
            + " order by e.position desc limit ?",
        JournalRows.EVENT,
        type,
        after,
        before,
        limit);
  }
}
