package dev.caravan.saga;

import java.time.Instant;
import java.util.Map;

/** What keeps revisions of YAML flows in use, beside orders. */
public interface FlowUse {

  /** How many sagas are open on each revision, by flow; none where there is none. */
  Map<String, Map<Integer, Long>> byRevision();

  /** Whether there is one that may have begun by a time. */
  boolean anyBegunBy(Instant time);
}
