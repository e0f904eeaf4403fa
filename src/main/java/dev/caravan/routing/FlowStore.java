package dev.caravan.routing;

import dev.caravan.journal.EventAppender;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.routing.FlowEvent.FlowActivated;
import dev.caravan.routing.FlowEvent.FlowRejected;
import dev.caravan.routing.FlowEvent.FlowRetired;
import dev.caravan.routing.FlowEvent.FlowRolledBack;
import dev.caravan.routing.Revision.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.IdGenerator;

/** Flows and their revisions in the database, with the event of each change in its transaction. */
@Component
class FlowStore {
  /** The author of a roll-back. */
  static final String GUARD = "guard";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventAppender journal;
  private final Clock clock;
  private final IdGenerator ids;

  FlowStore(
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      EventAppender journal,
      Clock clock,
      IdGenerator ids) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.journal = journal;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * A flow as it is kept.
   *
   * @param activeRevision null where it is retired, or nothing of it was ever taken
   * @param source of the revision that is active or was so last; null where there is none
   * @param lastError why its file was refused; null where it was not, or was good again since
   * @param seenHash of its file, when it was looked at last
   */
  record Row(
      String name,
      @Nullable Integer activeRevision,
      @Nullable Source source,
      @Nullable String lastError,
      @Nullable String seenHash) {}

  List<Row> all() {
    return jdbc.query("select * from routing.flow order by name", FlowStore::row);
  }

  Optional<Row> find(String flow) {
    return jdbc.query("select * from routing.flow where name = ?", FlowStore::row, flow).stream()
        .findFirst();
  }

  Map<String, Integer> activeNumbers() {
    Map<String, Integer> numbers = new TreeMap<>();
    jdbc.query(
        "select name, active_revision from routing.flow where active_revision is not null",
        row -> {
          numbers.put(row.getString(1), row.getInt(2));
        });
    return numbers;
  }

  Optional<Revision> revision(RevisionId id) {
    return jdbc
        .query(
            "select * from routing.revision where flow = ? and number = ?",
            FlowStore::revision,
            id.flow(),
            id.number())
        .stream()
        .findFirst();
  }

  /** All of a flow, the newest first. */
  List<Revision> revisions(String flow) {
    return jdbc.query(
        "select * from routing.revision where flow = ? order by number desc",
        FlowStore::revision,
        flow);
  }

  int nextNumber(String flow) {
    return 1
        + jdbc.queryForObject(
            "select coalesce(max(number), 0) from routing.revision where flow = ?",
            Integer.class,
            flow);
  }

  /** Keeps a new revision and makes it the active one. */
  void activate(RevisionId id, String hash, String yaml, Source source, String author) {
    // as the journal keeps it, so that a rebuild gives the same row
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    transaction.executeWithoutResult(
        status -> {
          jdbc.update(
              "insert into routing.revision values (?, ?, ?, ?, ?, ?, ?)",
              id.flow(),
              id.number(),
              hash,
              yaml,
              author,
              source.name(),
              now.atOffset(ZoneOffset.UTC));
          setActive(id, source);
          append(id.flow(), new FlowActivated(id.number(), hash, source, yaml), author, now);
          if (source != Source.REST) {
            looked(id.flow(), hash, null);
          }
        });
  }

  /** Makes a revision that is there the active one. */
  void goBack(Revision to, String author) {
    transaction.executeWithoutResult(
        status -> {
          setActive(to.id(), to.source());
          append(to.flow(), new FlowActivated(to.number(), to.hash(), Source.REST, null), author);
        });
  }

  /** The same by the guard, with what it found. */
  void rollBack(Revision to, FlowRolledBack rolledBack) {
    transaction.executeWithoutResult(
        status -> {
          goBack(to, GUARD);
          append(to.flow(), rolledBack, GUARD);
          jdbc.update(
              "update routing.flow set last_error = ? where name = ?",
              rolledBack.reason(),
              to.flow());
        });
  }

  private void setActive(RevisionId id, Source source) {
    jdbc.update(
        """
        insert into routing.flow (name, active_revision, source) values (?, ?, ?)
        on conflict (name) do update
        set active_revision = excluded.active_revision, source = excluded.source, last_error = null
        """,
        id.flow(),
        id.number(),
        source.name());
  }

  void retire(RevisionId id, String author) {
    transaction.executeWithoutResult(
        status -> {
          jdbc.update(
              "update routing.flow set active_revision = null, last_error = null where name = ?",
              id.flow());
          append(id.flow(), new FlowRetired(id.number()), author);
        });
  }

  /** Takes down that a text was refused; one of a file is not looked at again until it changes. */
  void reject(String flow, FlowRejected rejected, String error, String author) {
    transaction.executeWithoutResult(
        status -> {
          append(flow, rejected, author);
          if (rejected.source() != Source.REST) {
            looked(flow, rejected.hash(), error);
          }
        });
  }

  /** Takes down that a file was looked at, and what was wrong with it. */
  void looked(String flow, String hash, @Nullable String error) {
    jdbc.update(
        """
        insert into routing.flow (name, last_error, seen_hash) values (?, ?, ?)
        on conflict (name) do update
        set last_error = excluded.last_error, seen_hash = excluded.seen_hash
        """,
        flow,
        error,
        hash);
  }

  /** Forgets a flow of which nothing was ever taken, and with it what was wrong with its file. */
  boolean forget(String flow) {
    return jdbc.update("delete from routing.flow where name = ? and source is null", flow) == 1;
  }

  private void append(String flow, FlowEvent event, String author) {
    append(flow, event, author, clock.instant());
  }

  private void append(String flow, FlowEvent event, String author, Instant now) {
    journal.append(
        FlowEvent.stream(flow),
        ExpectedVersion.any(),
        List.of(FlowEvent.CODEC.stored(event, ids.generateId(), now, null, null, author)));
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    String source = row.getString("source");
    return new Row(
        row.getString("name"),
        row.getObject("active_revision", Integer.class),
        source == null ? null : Source.valueOf(source),
        row.getString("last_error"),
        row.getString("seen_hash"));
  }

  private static Revision revision(ResultSet row, int number) throws SQLException {
    return new Revision(
        row.getString("flow"),
        row.getInt("number"),
        row.getString("hash"),
        row.getString("yaml"),
        row.getString("author"),
        Source.valueOf(row.getString("source")),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
