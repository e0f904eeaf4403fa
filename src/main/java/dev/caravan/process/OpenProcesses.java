package dev.caravan.process;

import dev.caravan.saga.FlowUse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Which processes have not ended, kept with the events that say so. */
@Component
class OpenProcesses implements FlowUse {
  private final JdbcTemplate jdbc;

  OpenProcesses(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void add(ProcessId id, int revision, Instant now) {
    jdbc.update(
        "insert into process.open_process values (?, ?, ?, ?)",
        id.flow(),
        id.key(),
        revision,
        now.atOffset(ZoneOffset.UTC));
  }

  void remove(ProcessId id) {
    jdbc.update("delete from process.open_process where flow = ? and key = ?", id.flow(), id.key());
  }

  void clear() {
    jdbc.update("delete from process.open_process");
  }

  /** Those accepted before a time, the oldest first. */
  List<ProcessId> acceptedBefore(Instant time, int limit) {
    return jdbc.query(
        "select flow, key from process.open_process where accepted_at < ?"
            + " order by accepted_at limit ?",
        (row, number) -> new ProcessId(row.getString(1), row.getString(2)),
        time.atOffset(ZoneOffset.UTC),
        limit);
  }

  @Override
  public Map<String, Map<Integer, Long>> byRevision() {
    Map<String, Map<Integer, Long>> open = new TreeMap<>();
    jdbc.query(
        "select flow, revision, count(*) from process.open_process group by 1, 2",
        row -> {
          open.computeIfAbsent(row.getString(1), flow -> new TreeMap<>())
              .put(row.getInt(2), row.getLong(3));
        });
    return open;
  }

  @Override
  public boolean anyBegunBy(Instant time) {
    return !acceptedBefore(time.plusNanos(1_000), 1).isEmpty();
  }
}
