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

  /** New orders cannot take the flow any more. */
  record FlowRetired(int revision) implements FlowEvent {}
}
