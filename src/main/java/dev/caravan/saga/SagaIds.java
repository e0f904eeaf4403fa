package dev.caravan.saga;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A saga has two names: at the coordinator a URL, everywhere else its last segment. Outside of this
 * package only the second is seen, and the first cannot be had from it without knowing the
 * coordinator.
 */
final class SagaIds {
  private static final Pattern OPAQUE = Pattern.compile("[A-Za-z0-9_:-]{1,100}");

  private SagaIds() {}

  /** The opaque id of a saga; empty where the address has no path. */
  static String opaque(URI lra) {
    String path = lra.getPath();
    return path == null ? "" : opaque(path);
  }

  /** The opaque id of a saga by its name at the coordinator. */
  static String opaque(String lra) {
    return lra.substring(lra.lastIndexOf('/') + 1);
  }

  /** The name of a saga at the coordinator at an address. */
  static URI lra(URI coordinator, String sagaId) {
    return URI.create(coordinator + "/" + sagaId);
  }

  /** Whether the id names a saga of the coordinator at the address, and nothing else. */
  static boolean belongsTo(URI coordinator, String lra) {
    String prefix = coordinator + "/";
    return lra.startsWith(prefix) && OPAQUE.matcher(lra.substring(prefix.length())).matches();
  }
}
