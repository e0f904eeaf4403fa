package dev.caravan.projection;

import org.jspecify.annotations.Nullable;

/**
 * How a projection does.
 *
 * @param position up to where it has followed the journal
 * @param lag how many positions of the journal are still before it; positions have gaps, so there
 *     may be fewer events, and 0 says that there are none
 * @param rebuilt up to where a rebuild has got; null where there is none
 * @param failure what stopped it in this process; null where nothing did
 */
public record ProjectionStatus(
    String name, long position, long lag, @Nullable Long rebuilt, @Nullable String failure) {

  /** What it does. */
  public enum State {
    RUNNING,
    REBUILDING,
    STOPPED
  }

  /** STOPPED also where a rebuild is under way: what stopped it is to be seen. */
  public State state() {
    if (failure != null) {
      return State.STOPPED;
    }
    return rebuilt == null ? State.RUNNING : State.REBUILDING;
  }
}
