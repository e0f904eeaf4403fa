package dev.caravan.journal;

import java.util.List;

/** Reads the journal from its end. */
public interface LastEvents {

  /**
   * Events of a type, the newest first. One that is still being written is missing, though one
   * after it may be there: nothing to go on from, only to look at what has ended.
   *
   * @param after the position after which they are looked for
   * @param before the position before which they are looked for
   * @param limit how many at the most
   */
  List<RecordedEvent> readLast(String type, long after, long before, int limit);
}
