package dev.caravan.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/**
 * Events of the journal that groups have set aside. Only the member that has the partition writes
 * here, and only as long as it has it; others ask it to.
 */
@Component
class SetAsideEvents implements DeadLetters {
  private static final int LONGEST_ERROR = 2_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Leases leases;
  private final Clock clock;
  private final IdGenerator ids;

  SetAsideEvents(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Leases leases,
      Clock clock,
      IdGenerator ids) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.leases = leases;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public List<DeadLetter> list(@Nullable String group, @Nullable UUID after, int limit) {
    return jdbc.query(
        "select s.*, e.event_id, e.type from journal.set_aside s join journal.event e"
            + " on e.position = s.position where s.group_name = coalesce(?, s.group_name)"
            + " and s.id > coalesce(?, '00000000-0000-0000-0000-000000000000'::uuid)"
            + " order by s.id limit ?",
        SetAsideEvents::deadLetter,
        group,
        after,
        limit);
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

  @Override
  public boolean retry(UUID id) {
    return jdbc.update("update journal.set_aside set retry_requested = true where id = ?", id) == 1;
  }

  /** How many events a group has set aside. */
  long count(String group) {
    Long count =
        jdbc.queryForObject(
            "select count(*) from journal.set_aside where group_name = ?", Long.class, group);
    return count == null ? 0 : count;
  }

  /** The streams of a partition of which events are set aside. */
  List<String> streams(String group, int partition) {
    return jdbc.queryForList(
        "select distinct stream_id from journal.set_aside where group_name = ? and partition = ?",
        String.class,
        group,
        partition);
  }

  /** A stream whose events somebody wants to be tried again. */
  record Requested(int partition, String stream) {}

  /** What somebody asked for of these partitions. */
  List<Requested> requested(String group, Collection<Integer> partitions) {
    return jdbc.query(
        "select distinct partition, stream_id from journal.set_aside"
            + " where group_name = ? and partition = any(?) and retry_requested",
        (row, number) -> new Requested(row.getInt(1), row.getString(2)),
        group,
        partitions.toArray(Integer[]::new));
  }

  /** The event of a stream that was set aside first. */
  Optional<RecordedEvent> first(String group, String stream) {
    return jdbc
        .query(
            "select "
                + PostgresJournal.COLUMNS
                + " from journal.event e where e.position = (select min(s.position)"
                + " from journal.set_aside s where s.group_name = ? and s.stream_id = ?)",
            PostgresJournal::event,
            group,
            stream)
        .stream()
        .findFirst();
  }

  /**
   * Sets an event aside and moves the checkpoint past it, both or neither.
   *
   * @param attempts 0 where it only queues up behind another one
   * @return false where the partition is not the member's any more: nothing is written
   */
  boolean add(
      Subscription subscription,
      String member,
      OwnedPartition partition,
      RecordedEvent event,
      int attempts,
      String error) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              if (!leases.move(subscription, member, partition, event.position())) {
                return false;
              }
              jdbc.update(
                  "insert into journal.set_aside values (?, ?, ?, ?, ?, ?, ?, ?)",
                  ids.generateId(),
                  subscription.group(),
                  partition.number(),
                  event.streamId(),
                  event.position(),
                  attempts,
                  shortened(error),
                  clock.instant().atOffset(ZoneOffset.UTC));
              return true;
            }));
  }

  /**
   * An event that was set aside is handled now.
   *
   * @return false where the partition is not the member's any more: nothing is written
   */
  boolean handled(
      Subscription subscription, String member, OwnedPartition partition, RecordedEvent event) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean ours = leases.move(subscription, member, partition, partition.position());
              if (ours) {
                jdbc.update(
                    "delete from journal.set_aside where group_name = ? and position = ?",
                    subscription.group(),
                    event.position());
              }
              return ours;
            }));
  }

  /**
   * An event that was set aside failed again: its stream stays as it is until somebody asks anew.
   *
   * @return false where the partition is not the member's any more: nothing is written
   */
  boolean failedAgain(
      Subscription subscription,
      String member,
      OwnedPartition partition,
      RecordedEvent event,
      String error) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean ours = leases.move(subscription, member, partition, partition.position());
              if (ours) {
                jdbc.update(
                    "update journal.set_aside set attempts = attempts + 1, error = ?"
                        + " where group_name = ? and position = ?",
                    shortened(error),
                    subscription.group(),
                    event.position());
                jdbc.update(
                    "update journal.set_aside set retry_requested = false"
                        + " where group_name = ? and stream_id = ?",
                    subscription.group(),
                    event.streamId());
              }
              return ours;
            }));
  }

  private static String shortened(String error) {
    return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
  }
}
