package dev.caravan.process;

import dev.caravan.process.ProcessEvent.ProcessAccepted;
import dev.caravan.process.ProcessEvent.ProcessCancelled;
import dev.caravan.process.ProcessEvent.ProcessCompleted;
import dev.caravan.process.ProcessEvent.ProcessFailed;
import dev.caravan.process.ProcessEvent.ProcessSignalled;
import dev.caravan.saga.FlowUse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Does what follows from an event of a process, in the caller's transaction. */
  void follow(ProcessId id, ProcessEvent event, Instant at) {
    if (event instanceof ProcessAccepted accepted) {
      add(id, accepted.revision(), at);
    } else if (event instanceof ProcessSignalled) {
      signalled(id);
    } else if (event instanceof ProcessCompleted
        || event instanceof ProcessCancelled
        || event instanceof ProcessFailed) {
      remove(id);
    }
  }

  private void add(ProcessId id, int revision, Instant now) {
    jdbc.update(
        "insert into process.open_process (flow, key, revision, accepted_at) values (?, ?, ?, ?)",
        id.flow(),
        id.key(),
        revision,
        now.atOffset(ZoneOffset.UTC));
  }

  private void remove(ProcessId id) {
    jdbc.update("delete from process.open_process where flow = ? and key = ?", id.flow(), id.key());
  }

  private void signalled(ProcessId id) {
    jdbc.update(
        "update process.open_process set signals = signals + 1 where flow = ? and key = ?",
        id.flow(),
        id.key());
  }

  /** Those of some that were given a signal. */
  Set<ProcessId> signalled(Collection<ProcessId> ids) {
    return new HashSet<>(
        jdbc.query(
            "select flow, key from process.open_process"
                + " where signals > 0 and (flow, key) in (select * from unnest(?, ?))",
            (row, number) -> new ProcessId(row.getString(1), row.getString(2)),
            ids.stream().map(ProcessId::flow).toArray(String[]::new),
            ids.stream().map(ProcessId::key).toArray(String[]::new)));
  }

  void clear() {
    jdbc.update("delete from process.open_process");
  }

  /** Those of a flow that are open for longer than that by the database's clock, oldest first. */
  List<ProcessId> openFor(String flow, Duration time, int limit) {
    return jdbc.query(
        "select key from process.open_process where flow = ?"
            + " and open_since < clock_timestamp() - ? * interval '1 millisecond'"
            + " order by open_since limit ?",
        (row, number) -> new ProcessId(flow, row.getString(1)),
        flow,
        time.toMillis(),
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
    return !jdbc.queryForList(
            "select 1 from process.open_process where accepted_at <= ? limit 1",
            time.atOffset(ZoneOffset.UTC))
        .isEmpty();
  }
}
