package dev.caravan.journal;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/**
 * Events of the journal that groups have set aside, as their members see them. Only the member that
 * has the partition adds and removes any, and only as long as it has it.
 */
@Component
class SetAsideTable {
  private static final int LONGEST_ERROR = 2_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Leases leases;
  private final Clock clock;
  private final IdGenerator ids;

  SetAsideTable(
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
                + JournalRows.COLUMNS
                + " from journal.event e where e.position = (select min(s.position)"
                + " from journal.set_aside s where s.group_name = ? and s.stream_id = ?)",
            JournalRows.EVENT,
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
                  "insert into journal.set_aside values (?, ?, ?, ?, ?, ?, ?, ?)"
                      + " on conflict (group_name, position) do nothing",
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
