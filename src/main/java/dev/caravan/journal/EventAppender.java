package dev.caravan.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends to streams. */
public interface EventAppender {

  /**
   * Appends events to one stream, all or none, in the caller's transaction where there is one.
   *
   * <p>A refused append leaves the transaction usable: the caller may read the stream again, which
   * then shows the events that came first, and decide anew.
   *
   * @param streamId a category, a hyphen and a key, without line breaks
   * @return the stream's version after the last of them
   * @throws WrongExpectedVersionException where the stream does not stand at {@code expected}
   */
  default long append(String streamId, ExpectedVersion expected, List<NewEvent> events) {
    return append(streamId, expected, events, null);
  }

  /** Appends events as the other does, and makes a change with them where one is given. */
  long append(
      String streamId,
      ExpectedVersion expected,
      List<NewEvent> events,
      @Nullable TableChange change);
}
