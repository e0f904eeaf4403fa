package dev.caravan.projection;

import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Builds one projection's tables anew from the journal's first event on, beside the live ones, and
 * swaps them when they have caught up. Queries and the live projection go on meanwhile.
 *
 * <p>How far it got is stored with what it wrote. So one that was interrupted goes on, and where
 * two processes run the same one each batch still counts once.
 */
final class Rebuild {
  private static final int BATCH = 5_000;

  private final Projection projection;
  private final EventReader journal;
  private final Checkpoints checkpoints;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Rebuild(
      Projection projection,
      EventReader journal,
      Checkpoints checkpoints,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Clock clock) {
    this.projection = projection;
    this.journal = journal;
    this.checkpoints = checkpoints;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Makes empty tables beside the live ones.
   *
   * @return false where a rebuild is under way
   */
  boolean prepare() {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              int begun =
                  jdbc.update(
                      "insert into projection.rebuild values (?, 0, ?) on conflict do nothing",
                      projection.name(),
                      clock.instant().atOffset(ZoneOffset.UTC));
              if (begun == 1) {
                for (String table : projection.tables()) {
                  jdbc.execute("drop table if exists " + Tables.NEXT.name(table));
                  jdbc.execute(
                      "create table %s (like %s including all)"
                          .formatted(Tables.NEXT.name(table), Tables.LIVE.name(table)));
                }
              }
              return begun == 1;
            }));
  }

  /**
   * Follows the journal to its end and swaps the tables.
   *
   * @param stopping asked between batches: whether to leave the rest for another time
   */
  void run(BooleanSupplier stopping) {
    Long position = position();
    CompletableFuture<List<RecordedEvent>> next = position == null ? null : read(position);
    while (next != null && !stopping.getAsBoolean()) {
      List<RecordedEvent> events = join(next);
      if (events.isEmpty()) {
        finish();
        return;
      }
      // while this batch is written the next one is read
      next = read(last(events));
      if (!take(events)) {
        position = position();
        next = position == null ? null : read(position);
      }
    }
  }

  private CompletableFuture<List<RecordedEvent>> read(long after) {
    return CompletableFuture.supplyAsync(
        () -> journal.readAll(after, BATCH), task -> new Thread(task, "rebuild-reader").start());
  }

  private static List<RecordedEvent> join(CompletableFuture<List<RecordedEvent>> events) {
    try {
      return events.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static long last(List<RecordedEvent> events) {
    return events.get(events.size() - 1).position();
  }

  /** How far it got; null where there is none. */
  @Nullable Long position() {
    return jdbc
        .queryForList(
            "select position from projection.rebuild where name = ?", Long.class, projection.name())
        .stream()
        .findFirst()
        .orElse(null);
  }

  /** Forgets one that is under way. */
  void discard() {
    transaction.executeWithoutResult(
        status -> {
          jdbc.update("delete from projection.rebuild where name = ?", projection.name());
          for (String table : projection.tables()) {
            jdbc.execute("drop table if exists " + Tables.NEXT.name(table));
          }
        });
  }

  // false: another process took this batch, or has ended the rebuild
  private boolean take(List<RecordedEvent> events) {
    Long position = position();
    return position != null
        && position < last(events)
        && Boolean.TRUE.equals(transaction.execute(status -> write(events, position)));
  }

  private boolean write(List<RecordedEvent> events, long from) {
    jdbc.execute("set local synchronous_commit to off");
    int ours =
        jdbc.update(
            "update projection.rebuild set position = ? where name = ? and position = ?",
            last(events),
            projection.name(),
            from);
    if (ours == 1) {
      projection.apply(events, Tables.NEXT);
    }
    return ours == 1;
  }

  // The live checkpoint is held, so the live tables stand still until the new ones are in their
  // place: at the same event, or further on where the live projection had stopped.
  private void finish() {
    transaction.executeWithoutResult(
        status -> {
          long live = checkpoints.hold(projection.name());
          List<Long> held =
              jdbc.queryForList(
                  "select position from projection.rebuild where name = ? for update",
                  Long.class,
                  projection.name());
          if (!held.isEmpty()) {
            long reached = catchUp(held.get(0), live);
            swap();
            checkpoints.set(projection.name(), reached);
          }
        });
  }

  private long catchUp(long from, long live) {
    long reached = from;
    while (reached < live) {
      List<RecordedEvent> events = journal.readAll(reached, BATCH);
      List<RecordedEvent> missing = events.stream().filter(e -> e.position() <= live).toList();
      projection.apply(missing, Tables.NEXT);
      reached = last(missing);
    }
    return reached;
  }

  private void swap() {
    for (String table : projection.tables()) {
      jdbc.execute("drop table " + Tables.LIVE.name(table));
      jdbc.execute("alter table " + Tables.NEXT.name(table) + " set schema projection");
    }
    jdbc.update("delete from projection.rebuild where name = ?", projection.name());
  }
}
