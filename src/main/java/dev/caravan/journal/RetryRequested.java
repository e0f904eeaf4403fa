package dev.caravan.journal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A person wants what a group has set aside to be tried again; stored in the stream {@code
 * group-<name>}.
 *
 * @param stream the stream of the event, or the key of the message
 * @param position the position of the event, or the offset of the message
 * @param reason one sentence; null where nobody gave one
 */
public record RetryRequested(String group, String stream, long position, @Nullable String reason) {
  public static final String TYPE = "RetryRequested";
  public static final EventCodec<RetryRequested> CODEC =
      new EventCodec<>(Map.of(TYPE, RetryRequested.class));

  /** The stream that holds what is asked for of a group. */
  public static String stream(String group) {
    return "group-" + group;
  }
}
