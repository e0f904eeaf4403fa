package dev.caravan.routing;

import java.time.Instant;

/**
 * A revision of a flow: a text that never changes.
 *
 * @param number from 1, of the flow
 * @param hash SHA-256 of the text, hex
 * @param author who brought it
 */
public record Revision(
    String flow, int number, String hash, String yaml, String author, Source source, Instant at) {

  /** Where a text came from. */
  public enum Source {
    /** The folder {@code caravan.routes-dir}. */
    FILE,
    /** The jar. */
    PACKAGED,
    REST
  }

  RevisionId id() {
    return new RevisionId(flow, number);
  }
}
