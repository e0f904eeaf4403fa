package dev.caravan.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Folds streams, the long ones from a snapshot on.
 *
 * <p>A snapshot only saves reading: where there is none, or none that belongs to the events that
 * the stream has, the answer is the same. It is stored about once in {@value #EVERY} events, on a
 * thread of its own and some time later, or not at all. A shorter stream never has one.
 */
@Component
public class Snapshots {
  static final int EVERY = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  /** No fold has this version. */
  private static final int NO_SNAPSHOT = 0;

  private final SnapshotTable table;
  private final SnapshotWriter writer;

  Snapshots(SnapshotTable table, SnapshotWriter writer) {
    this.table = table;
    this.writer = writer;
  }

  /**
   * The state after all events of a stream, in the caller's transaction where there is one. One
   * query.
   *
   * @throws UnreadableEventException where an event is of an unknown type or form
   */
  public <S, K> S load(String streamId, Fold<S, K> fold) {
    SnapshotTable.Stored stored = table.read(streamId, fold.schemaVersion());
    K kept = null;
    if (stored.snapshot() != null) {
      kept = read(stored.snapshot(), streamId, fold);
      if (kept == null) {
        stored = table.read(streamId, NO_SNAPSHOT);
      }
    }
    List<RecordedEvent> events = stored.events();
    S state = fold.initial(streamId);
    if (kept != null) {
      state = fold.restore(fold.after(state, events.subList(0, 1)), kept);
      events = events.subList(1, events.size());
    }
    state = fold.after(state, events);
    if (stored.events().size() > EVERY) {
      RecordedEvent last = events.get(events.size() - 1);
      offer(streamId, fold, state, last.version(), last.eventId());
    }
    return state;
  }

  private static <K> @Nullable K read(String snapshot, String streamId, Fold<?, K> fold) {
    try {
      return SnapshotJson.read(snapshot, fold.kept());
    } catch (JsonProcessingException e) {
      LOG.warn(
          "the snapshot of {} is no {} and is not used: was the schema version not raised?",
          streamId,
          fold.kept().getSimpleName(),
          e);
      return null;
    }
  }

  /**
   * Tells of events that were appended and committed, so that a long stream has a snapshot before
   * anybody needs it.
   *
   * @param state after them
   * @param version of the stream after them
   * @param events how many they were
   * @param lastEvent the id of the last one
   */
  public <S, K> void appended(
      String streamId, Fold<S, K> fold, S state, long version, int events, UUID lastEvent) {
    if (version / EVERY > (version - events) / EVERY) {
      offer(streamId, fold, state, version, lastEvent);
    }
  }

  private <S, K> void offer(
      String streamId, Fold<S, K> fold, S state, long version, UUID lastEvent) {
    writer.offer(
        streamId,
        () ->
            table.write(
                streamId,
                version,
                lastEvent,
                fold.schemaVersion(),
                SnapshotJson.write(fold.keep(state))));
  }
}
