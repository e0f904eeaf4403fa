package dev.caravan.journal;

import java.util.List;

/**
 * How the state of one kind of stream follows from its events, and what a snapshot keeps of it.
 *
 * @param <S> the state; never changed, only followed by another
 * @param <K> what is kept of it, a record of values that JSON has, times included
 */
public interface Fold<S, K> {

  /** The state of a stream without events. */
  S initial(String streamId);

  /**
   * The state after more events; all at once, so that what a state holds need not be copied for
   * each.
   *
   * @param events those that follow, without a gap
   * @throws UnreadableEventException where an event is of an unknown type or form
   */
  S after(S state, List<RecordedEvent> events);

  /**
   * The version of what is kept, from 1. Must be raised with every change of the record or of what
   * {@link #after} makes of the same events: snapshots of another version are not used.
   */
  int schemaVersion();

  /** The record that is kept. */
  Class<K> kept();

  /**
   * What is to be kept of a state; not what the first event of the stream says, which is always
   * read.
   */
  K keep(S state);

  /**
   * The state of which something was kept.
   *
   * @param first the state after the first event of the stream
   */
  S restore(S first, K kept);
}
