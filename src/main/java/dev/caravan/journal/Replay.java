package dev.caravan.journal;

import java.util.List;

/**
 * Tables that follow from the journal and can be made from it again while no application runs.
 *
 * <p>All calls of a replay run in one transaction: {@link #clear}, then {@link #apply} with all
 * events by position, batch after batch, then {@link #finish}.
 */
public interface Replay {

  /** Empties the tables. */
  void clear();

  /**
   * Takes in the next events.
   *
   * @throws UnreadableEventException where it cannot read one that concerns it
   */
  void apply(List<RecordedEvent> events);

  /** All events were taken in. */
  default void finish() {}
}
