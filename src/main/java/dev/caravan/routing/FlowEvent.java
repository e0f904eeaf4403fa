package dev.caravan.routing;

import dev.caravan.journal.EventCodec;
import dev.caravan.routing.Revision.Source;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can happen to a flow; stored in the stream {@code flow-<name>}, by whoever did it. */
sealed interface FlowEvent {
  EventCodec<FlowEvent> CODEC =
      new EventCodec<>(
          Map.of(
              "FlowActivated", FlowActivated.class,
              "FlowRejected", FlowRejected.class,
              "FlowRolledBack", FlowRolledBack.class,
              "FlowRetired", FlowRetired.class));

  static String stream(String flow) {
    return "flow-" + flow;
  }

  /**
   * New orders take this revision from now on.
   *
   * @param yaml its text; null where the flow went back to a revision that was there
   */
  record FlowActivated(int revision, String hash, Source source, @Nullable String yaml)
      implements FlowEvent {}

  /**
   * A text was refused.
   *
   * @param hash of the text
   */
  record FlowRejected(String hash, Source source, List<Finding> errors) implements FlowEvent {}

  /**
   * The guard found a new revision worse than the one before; the event before this one activates
   * that.
   *
   * @param sagas of the new revision that ended here
   * @param failedShare of them
   * @param p99Millis of the time they took; 0 where they were too few
   * @param failedShareBefore the same of the revision before
   * @param p99MillisBefore the same of the revision before
   */
  record FlowRolledBack(
      int from,
      int to,
      int sagas,
      double failedShare,
      double p99Millis,
      double failedShareBefore,
      double p99MillisBefore)
      implements FlowEvent {

    String reason() {
      return ("revision %d was taken back: of %d sagas %.0f %% failed (before: %.0f %%),"
              + " p99 %.0f ms (before: %.0f ms)")
          .formatted(
              from, sagas, 100 * failedShare, 100 * failedShareBefore, p99Millis, p99MillisBefore);
    }
  }

  /** New orders cannot take the flow any more. */
  record FlowRetired(int revision) implements FlowEvent {}
}
