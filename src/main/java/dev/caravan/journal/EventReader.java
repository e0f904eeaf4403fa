package dev.caravan.journal;

import java.util.Collection;
import java.util.List;

/** Reads streams and the journal as a whole. */
public interface EventReader {

  /** All events of a stream by version; empty where there is no such stream. */
  List<RecordedEvent> readStream(String streamId);

  /** The first event of each of the streams that exist, in no order. */
  List<RecordedEvent> readFirst(Collection<String> streamIds);

  /**
   * Events of all streams by position.
   *
   * <p>Never skips: an event that is still being written holds back those after it until it is
   * committed or rolled back. So a reader that goes on from the last position that it saw meets
   * every event exactly once.
   *
   * @param after the position after which to start, 0 for all
   * @param limit how many at the most
   */
  List<RecordedEvent> readAll(long after, int limit);

  /**
   * The position of the last event that is committed, 0 where there is none; events before it may
   * still be on their way.
   */
  long lastPosition();
}
