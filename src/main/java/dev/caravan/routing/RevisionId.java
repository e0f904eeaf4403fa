package dev.caravan.routing;

import dev.caravan.journal.RouteNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A revision of a flow.
 *
 * @param number from 1; 0 is one that is only tried
 */
record RevisionId(String flow, int number) {
  private static final Pattern SCOPED =
      Pattern.compile("[^@]+" + RouteNames.REVISION + "(" + FlowLint.NAME + ")\\.(\\d{1,9})");

  /** The name inside of what the author calls by a name. */
  String scoped(String authored) {
    return authored + RouteNames.REVISION + flow + "." + number;
  }

  /** The revision to which a name inside belongs; empty where it is one of no YAML flow. */
  static Optional<RevisionId> of(String name) {
    Matcher parts = SCOPED.matcher(name);
    return parts.matches()
        ? Optional.of(new RevisionId(parts.group(1), Integer.parseInt(parts.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return flow + " revision " + number;
  }
}
