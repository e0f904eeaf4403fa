package dev.caravan.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Events of the journal that groups have set aside, as an operator sees them. */
@Component
class SetAsideEvents implements DeadLetters {
  private static final String SELECT =
      "select s.*, e.event_id, e.type from journal.set_aside s join journal.event e"
          + " on e.position = s.position ";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final RetryLog retries;

  SetAsideEvents(JdbcTemplate jdbc, TransactionTemplate transaction, RetryLog retries) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.retries = retries;
  }

  @Override
  public List<DeadLetter> list(@Nullable String group, @Nullable UUID after, int limit) {
    return jdbc.query(
        SELECT
            + "where s.group_name = coalesce(?, s.group_name)"
            + " and s.id > coalesce(?, '00000000-0000-0000-0000-000000000000'::uuid)"
            + " order by s.id limit ?",
        SetAsideEvents::deadLetter,
        group,
        after,
        limit);
  }

  // the member that has the partition does it: only it knows what comes next in the stream
  @Override
  public Optional<DeadLetter> retry(UUID id, String actor, @Nullable String reason) {
    return Optional.ofNullable(
        transaction.execute(
            status -> {
              if (jdbc.update(
                      "update journal.set_aside set retry_requested = true where id = ?", id)
                  == 0) {
                return null;
              }
              DeadLetter letter =
                  jdbc.queryForObject(SELECT + "where s.id = ?", SetAsideEvents::deadLetter, id);
              if (letter != null) {
                retries.requested(letter, actor, reason);
              }
              return letter;
            }));
  }

  private static DeadLetter deadLetter(ResultSet row, int number) throws SQLException {
    String stream = row.getString("stream_id");
    return new DeadLetter(
        row.getObject("id", UUID.class),
        row.getString("group_name"),
        "journal:" + stream.substring(0, stream.indexOf('-')),
        stream,
        row.getLong("position"),
        row.getObject("event_id", UUID.class),
        row.getString("type"),
        row.getInt("attempts"),
        row.getString("error"),
        row.getObject("set_aside_at", OffsetDateTime.class).toInstant());
  }
}
