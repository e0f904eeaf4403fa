package dev.caravan.api;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The precondition of RFC 9110 on the revision of a flow; its form is the contract's. */
final class IfMatch {
  private IfMatch() {}

  /** The entity tag of a revision. */
  static String tag(int revision) {
    return "\"" + revision + "\"";
  }

  /** What a header asks of the active revision, null where there is none; without one anything. */
  static Predicate<@Nullable Integer> of(@Nullable String header) {
    if (header == null) {
      return active -> true;
    }
    if (header.equals("*")) {
      return active -> active != null;
    }
    // tags are compared strongly: a weak one never fits
    return active ->
        active != null && Arrays.asList(header.split("\\s*,\\s*")).contains(tag(active));
  }
}
