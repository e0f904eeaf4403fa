package dev.caravan.routing;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.routing.FlowEvent.FlowActivated;
import dev.caravan.routing.FlowEvent.FlowRejected;
import dev.caravan.routing.FlowEvent.FlowRetired;
import dev.caravan.routing.FlowEvent.FlowRolledBack;
import dev.caravan.routing.Revision.Source;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Makes flows and their revisions from the journal again. */
@Component
class FlowReplay implements Replay {
  private static final String STREAM = FlowEvent.stream("");

  private final JdbcTemplate jdbc;

  FlowReplay(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void clear() {
    jdbc.update("delete from routing.flow");
    jdbc.update("delete from routing.revision");
  }

  @Override
  public void apply(List<RecordedEvent> events) {
    for (RecordedEvent recorded : events) {
      if (recorded.streamId().startsWith(STREAM)) {
        String flow = recorded.streamId().substring(STREAM.length());
        apply(flow, FlowEvent.CODEC.read(recorded), recorded);
      }
    }
  }

  private void apply(String flow, FlowEvent event, RecordedEvent recorded) {
    jdbc.update("insert into routing.flow (name) values (?) on conflict do nothing", flow);
    if (event instanceof FlowActivated activated) {
      activate(flow, activated, recorded);
    } else if (event instanceof FlowRejected rejected && rejected.source() != Source.REST) {
      look(flow, rejected.hash(), FlowErrors.text(flow, rejected.errors()));
    } else if (event instanceof FlowRolledBack rolledBack) {
      jdbc.update(
          "update routing.flow set last_error = ? where name = ?", rolledBack.reason(), flow);
    } else if (event instanceof FlowRetired) {
      jdbc.update(
          "update routing.flow set active_revision = null, last_error = null where name = ?", flow);
    }
  }

  private void activate(String flow, FlowActivated activated, RecordedEvent recorded) {
    if (activated.yaml() != null) {
      jdbc.update(
          "insert into routing.revision values (?, ?, ?, ?, ?, ?, ?)",
          flow,
          activated.revision(),
          activated.hash(),
          activated.yaml(),
          recorded.actor(),
          activated.source().name(),
          recorded.occurredAt().atOffset(ZoneOffset.UTC));
    }
    jdbc.update(
        """
        update routing.flow
        set active_revision = r.number, source = r.source, last_error = null
        from routing.revision r
        where name = ? and r.flow = name and r.number = ?
        """,
        flow,
        activated.revision());
    if (activated.yaml() != null && activated.source() != Source.REST) {
      look(flow, activated.hash(), null);
    }
  }

  private void look(String flow, String hash, @Nullable String error) {
    jdbc.update(
        "update routing.flow set seen_hash = ?, last_error = ? where name = ?", hash, error, flow);
  }
}
