package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes all read models again in one pass, while no application runs. */
@Component
class ProjectionReplay implements Replay {
  private final List<Projection> projections;
  private final Checkpoints checkpoints;
  private final JdbcTemplate jdbc;
  private long position;

  ProjectionReplay(List<Projection> projections, Checkpoints checkpoints, JdbcTemplate jdbc) {
    this.projections = List.copyOf(projections);
    this.checkpoints = checkpoints;
    this.jdbc = jdbc;
  }

  @Override
  public void clear() {
    position = 0;
    for (Projection projection : projections) {
      for (String table : projection.tables()) {
        // one that an application left off would go on with what is no longer the journal's
        jdbc.execute("drop table if exists " + Tables.NEXT.name(table));
        jdbc.execute("truncate " + Tables.LIVE.name(table));
      }
    }
    jdbc.update("delete from projection.rebuild");
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    projections.forEach(projection -> projection.apply(events, Tables.LIVE));
    position = events.get(events.size() - 1).position();
  }

  @Override
  public void finish() {
    for (Projection projection : projections) {
      checkpoints.hold(projection.name());
      checkpoints.set(projection.name(), position);
    }
  }
}
