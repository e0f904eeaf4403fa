package dev.caravan.journal;

import org.jspecify.annotations.Nullable;

/**
 * Names of routes. Inside, a route of a YAML flow has the name that its author gave it, {@code @}
 * and the revision, so that revisions run side by side; everywhere else it has the author's.
 */
public final class RouteNames {
  /** Between the author's name and the revision; no author's name holds it. */
  public static final char REVISION = '@';

  /** The group of the built-in routes that a YAML flow may call. */
  public static final String STEPS = "step";

  private RouteNames() {}

  /** The name that the author gave; null where there is none. */
  public static @Nullable String authored(@Nullable String name) {
    int end = name == null ? -1 : name.indexOf(REVISION);
    return end < 0 ? name : name.substring(0, end);
  }
}
