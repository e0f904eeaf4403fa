package dev.caravan.api;

import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What a client prefers (RFC 7240). */
final class Preferences {
  // a list of preferences, each perhaps with parameters
  private static final Pattern RESPOND_ASYNC =
      Pattern.compile("(^|,)\\s*respond-async\\s*(,|;|$)", Pattern.CASE_INSENSITIVE);

  private Preferences() {}

  /** Whether the answer is not to wait for the end. */
  static boolean respondAsync(Exchange exchange) {
    String prefer = exchange.getMessage().getHeader("Prefer", "", String.class);
    return RESPOND_ASYNC.matcher(prefer).find();
  }
}
