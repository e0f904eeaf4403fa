package dev.caravan.api;

import dev.caravan.order.Actor;
import org.jspecify.annotations.Nullable;

/**
 * Who gives a command, for the journal. There is no sign-in: it is what the request says, for a
 * gateway in front that knows better to set.
 */
final class Persons {
  /** Checked by the contract: 1 to 64 of {@code A-Za-z0-9._@-}. */
  static final String HEADER = "X-Caravan-Actor";

  private Persons() {}

  static Actor customer(@Nullable String header) {
    return new Actor(header == null ? "customer" : header, null);
  }

  static Actor operator(@Nullable String header) {
    return new Actor(header == null ? "operator" : header, null);
  }
}
