package dev.caravan.journal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person wants an event that a group has set aside to be tried again; stored in the stream {@code
 * group-<name>}.
 *
 * @param stream the stream of the event
 * @param position the position of the event
 * @param reason one sentence; null where nobody gave one
 */
record RetryRequested(String group, String stream, long position, @Nullable String reason) {
  static final String TYPE = "RetryRequested";
  static final EventCodec<RetryRequested> CODEC =
      new EventCodec<>(Map.of(TYPE, RetryRequested.class));

  static String stream(String group) {
    return "group-" + group;
  }
}
