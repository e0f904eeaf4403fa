package dev.caravan.saga;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something on which the coordinator, the saga log and the participants do not agree, or that does
 * not come to an end. Never a saga that is under way.
 *
 * @param sagaId opaque
 * @param key what the saga is about, such as the order's id; null where nobody knows
 * @param detail what was found, and what is done about it
 * @param since when it was first seen
 */
public record Discrepancy(
    Kind kind, String sagaId, @Nullable String key, String detail, Instant since) {

  /** What is wrong. */
  public enum Kind {
    /** The saga is open here, and the coordinator knows nothing of it. It is ended by the log. */
    LOST_BY_COORDINATOR,
    /** The coordinator has a saga that was never begun here. Its time limit ends it. */
    UNKNOWN_HERE,
    /** The log says that the saga ended, and the coordinator another thing. */
    ENDED_OTHERWISE,
    /** Nobody runs the saga any more, and it could not be brought to its end yet. */
    NOT_ENDED,
    /** The order has ended, and a participant's books say another thing. An operator is needed. */
    BOOKS_DIFFER
  }
}
