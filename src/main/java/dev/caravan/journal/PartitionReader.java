package dev.caravan.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads what is next in several partitions at once, each from its own position. */
@Component
class PartitionReader {
  // without the category: streams of several categories that are of one key stay together
  private static final String PARTITION =
      "get_byte(sha256(convert_to(substr(e.stream_id, strpos(e.stream_id, '-') + 1), 'UTF8')), 0) % "
          + Subscription.PARTITIONS;

  /**
   * @param events by position
   * @param end up to where nothing is missing: no other event of the partitions is there or will be
   */
  record Slice(List<Routed> events, long end) {}

  record Routed(int partition, RecordedEvent event) {}

  private final JdbcTemplate jdbc;

  PartitionReader(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The next events that a group is after.
   *
   * @param partitions at least one
   * @param limit how many at the most
   */
  Slice read(Subscription subscription, Collection<OwnedPartition> partitions, int limit) {
    Long settled = jdbc.queryForObject("select journal.settled_position()", Long.class);
    long end = settled == null ? 0 : settled;
    Long[] after = new Long[Subscription.PARTITIONS];
    // of a partition that is not asked for, nothing is new
    Arrays.fill(after, Long.MAX_VALUE);
    partitions.forEach(partition -> after[partition.number()] = partition.position());
    long first = partitions.stream().mapToLong(OwnedPartition::position).min().orElse(end);
    if (first >= end) {
      return new Slice(List.of(), end);
    }
    List<Routed> events = query(subscription, after, first, end, limit);
    return new Slice(
        events, events.size() < limit ? end : events.get(events.size() - 1).event().position());
  }

  // a statement of its own: the events must be read on a later snapshot than the bound
  private List<Routed> query(
      Subscription subscription, Long[] after, long first, long end, int limit) {
    List<Object> values =
        new ArrayList<>(List.of(first, end, subscription.categories().toArray(String[]::new)));
    String types = "";
    if (!subscription.types().isEmpty()) {
      types = " and e.type = any(?)";
      values.add(subscription.types().toArray(String[]::new));
    }
    String sagas = "";
    if (!subscription.sagas().isEmpty()) {
      sagas = " and starts_with(e.saga_id, ?)";
      values.add(subscription.sagas());
    }
    values.add(after);
    values.add(limit);
    return jdbc.query(
        "select "
            + PARTITION
            + " as partition, "
            + JournalRows.COLUMNS
            + " from journal.event e where e.position > ? and e.position <= ?"
            + " and split_part(e.stream_id, '-', 1) = any(?)"
            + types
            + sagas
            + " and e.position > (?::bigint[])[1 + "
            + PARTITION
            + "] order by e.position limit ?",
        (row, number) -> new Routed(row.getInt("partition"), JournalRows.event(row)),
        values.toArray());
  }
}
