package dev.caravan.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a verification of the journal came to.
 *
 * @param events how many were checked
 * @param streams how many streams these are of
 * @param valid whether nothing was found
 * @param firstInvalid what was found at the lowest position, null where nothing was
 * @param signedUpTo the position of the last signed checkpoint; what comes after it is only held by
 *     its chains. Null where nothing was signed yet
 */
public record Verification(
    long events,
    long streams,
    boolean valid,
    @Nullable Invalid firstInvalid,
    @Nullable Long signedUpTo) {

  /**
   * The first thing that is wrong.
   *
   * @param position of the event; of the checkpoint, where only that shows that something before it
   *     is wrong
   * @param streamId null, as version and type, where it is about a checkpoint
   * @param detail one sentence for people
   */
  public record Invalid(
      long position,
      @Nullable String streamId,
      @Nullable Long version,
      @Nullable String type,
      String detail) {

    static Invalid of(RecordedEvent event, String detail) {
      return new Invalid(event.position(), event.streamId(), event.version(), event.type(), detail);
    }

    static Invalid ofCheckpoint(long position, String detail) {
      return new Invalid(position, null, null, null, detail);
    }

    /** The one at the lower position; of an event and a checkpoint at one, the event. */
    static @Nullable Invalid first(@Nullable Invalid one, @Nullable Invalid other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      if (one.position() == other.position()) {
        return one.streamId() == null ? other : one;
      }
      return one.position() < other.position() ? one : other;
    }
  }
}
