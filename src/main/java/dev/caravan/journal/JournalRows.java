package dev.caravan.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * The journal's rows as they are stored, for proofs and copies: nothing is unsealed or upcast.
 *
 * <p>Reads by a cursor, so that memory does not grow with the journal; that takes a transaction,
 * the caller's.
 */
@Component
public class JournalRows {
  /** Of {@code journal.event e}. */
  static final String COLUMNS =
      "e.position, e.stream_id, e.version, e.type, e.schema_version, e.event_id, e.occurred_at,"
          + " e.saga_id, e.caused_by, e.actor, e.data::text as data, e.previous_hash, e.hash";

  static final RowMapper<RecordedEvent> EVENT = (row, number) -> event(row);

  private static final int FETCHED_AT_ONCE = 500;

  private final JdbcTemplate cursor;

  JournalRows(DataSource database) {
    cursor = new JdbcTemplate(database);
    cursor.setFetchSize(FETCHED_AT_ONCE);
  }

  /** The position up to which no transaction can add an event any more. */
  public long settled() {
    Long position = cursor.queryForObject("select journal.settled_position()", Long.class);
    return position == null ? 0 : position;
  }

  /**
   * Reads events by position.
   *
   * @param upTo the last position to read
   */
  public void read(long upTo, Consumer<RecordedEvent> each) {
    query(
        "select " + COLUMNS + " from journal.event e where e.position <= ? order by e.position",
        row -> each.accept(event(row)),
        upTo);
  }

  void query(String sql, RowCallbackHandler each, Object... arguments) {
    cursor.query(sql, each, arguments);
  }

  static RecordedEvent event(ResultSet row) throws SQLException {
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

  static @Nullable String hex(byte @Nullable [] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }
}
