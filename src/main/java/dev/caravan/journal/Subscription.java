package dev.caravan.journal;

import java.time.Duration;
import java.util.List;

/**
 * What a group of consumers is after, and how it goes about it.
 *
 * @param categories the categories of the streams
 * @param types the types of events that it wants, sorted; empty: all of the category
 * @param sagas only events of sagas whose ids begin so; empty: of all, and those of none
 * @param fromEnd where a group that is new begins: at the end of the journal, or at its beginning
 * @param maxAttempts how often an event is tried before it is set aside
 * @param backOff how long the second attempt waits; each later one twice as long as the one before
 * @param lease how long a member that gives no sign of life keeps its partitions
 */
record Subscription(
    String group,
    List<String> categories,
    List<String> types,
    String sagas,
    boolean fromEnd,
    int maxAttempts,
    Duration backOff,
    Duration lease) {

  /** Into how many partitions the keys of a group are hashed; {@code V25__partition_by_key.sql}. */
  static final int PARTITIONS = 16;

  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

  /** What must be the same for all members of a group. */
  String consumes() {
    return (String.join(",", categories) + " " + String.join(",", types) + " " + sagas).strip();
  }

  /** Whether a member would be handed such an event. */
  boolean wants(String streamId, NewEvent event) {
    return categories.contains(streamId.substring(0, Math.max(streamId.indexOf('-'), 0)))
        && (types.isEmpty() || types.contains(event.type()))
        && (sagas.isEmpty() || (event.sagaId() != null && event.sagaId().startsWith(sagas)));
  }

  /** How long to wait after so many attempts that failed. */
  Duration backOff(int attempts) {
    Duration wait = backOff;
    for (int i = 1; i < attempts && wait.compareTo(LONGEST_BACK_OFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(LONGEST_BACK_OFF) < 0 || attempts == 1 ? wait : LONGEST_BACK_OFF;
  }
}
