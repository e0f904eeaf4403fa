package dev.caravan.command;

import dev.caravan.choreography.ChoreographyReplay;
import dev.caravan.database.MaintenanceLock;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Replay;
import dev.caravan.order.CallbackReplay;
import dev.caravan.saga.SagaReplay;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the participants' tables and the read models from the journal again. All in one
 * transaction: whatever ends it early leaves what was there before.
 */
class Rebuild {
  private static final int BATCH = 5_000;

  private final MaintenanceLock lock;
  private final EventReader journal;
  private final List<Replay> replays;
  private final List<CallbackReplay> participants;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  Rebuild(
      MaintenanceLock lock,
      EventReader journal,
      List<Replay> replays,
      List<CallbackReplay> participants,
      JdbcTemplate jdbc,
      TransactionTemplate transaction) {
    this.lock = lock;
    this.journal = journal;
    this.replays = replays;
    this.participants = participants;
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * @param events how many were read
   * @param position of the last of them
   */
  record Result(long events, long position) {}

  /**
   * @throws RefusedException where an application runs on the database
   */
  Result run() {
    return transaction.execute(
        status -> {
          if (!lock.takeForTransaction()) {
            throw new RefusedException("a Caravan is running on this database; stop it first");
          }
          return replay();
        });
  }

  /** In the caller's transaction, which holds the lock. */
  Result replay() {
    replays.forEach(Replay::clear);
    SagaReplay sagas = new SagaReplay(participants, jdbc);
    ChoreographyReplay choreographies = new ChoreographyReplay(participants);
    long count = 0;
    long position = 0;
    List<RecordedEvent> events = journal.readAll(position, BATCH);
    while (!events.isEmpty()) {
      for (Replay replay : replays) {
        replay.apply(events);
      }
      sagas.apply(events);
      choreographies.apply(events);
      count += events.size();
      position = events.get(events.size() - 1).position();
      events = journal.readAll(position, BATCH);
    }
    replays.forEach(Replay::finish);
    sagas.finish();
    return new Result(count, position);
  }
}
