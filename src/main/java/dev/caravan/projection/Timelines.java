package dev.caravan.projection;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What happened to orders and their sagas, a moment behind the journal. */
@Component
public class Timelines {
  private final JdbcTemplate jdbc;

  Timelines(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** What happened to an order, in the order of the journal; empty where nothing is known yet. */
  public List<TimelineEntry> find(String orderId) {
    return jdbc
        .queryForList(
            "select entries from projection.timeline where order_id = ?", String.class, orderId)
        .stream()
        .flatMap(entries -> Stream.of(StateJson.read(entries, TimelineEntry[].class)))
        .sorted(Comparator.comparingLong(TimelineEntry::position))
        .toList();
  }
}
