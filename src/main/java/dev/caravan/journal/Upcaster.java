package dev.caravan.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes of an event's data in one schema version those of the next.
 *
 * <p>A pure function: the same data give the same result, whatever the clock, the database or the
 * other events say; what the older form does not tell must not be guessed. It never has to be
 * changed again: it leads from one version to the next, not to the newest.
 */
@FunctionalInterface
public interface Upcaster {

  /**
   * The data in the next version.
   *
   * @param data a copy for this upcaster alone, which it may change and give back
   */
  ObjectNode upcast(ObjectNode data);
}
