package dev.caravan.routing;

import dev.caravan.routing.Revision.Source;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a flow stands.
 *
 * @param source of the revision that is active or was so last; null where none ever was
 * @param activeRevision that new orders take; null where there is none
 * @param openSagas how many are on which revision
 * @param lastError why its file was refused; null where it was not, or was good again since
 */
public record FlowStatus(
    String name,
    @Nullable Source source,
    @Nullable Integer activeRevision,
    State state,
    Map<Integer, Long> openSagas,
    @Nullable String lastError) {

  /** What becomes of new orders and of those under way. */
  public enum State {
    ACTIVE,
    /** Retired; sagas on it end first. */
    DRAINING,
    RETIRED,
    /** There was never a text that could be taken. */
    REFUSED
  }
}
