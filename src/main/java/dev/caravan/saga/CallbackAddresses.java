package dev.caravan.saga;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The addresses that the coordinator calls back.
 *
 * <p>An address names saga, step and action and carries an HMAC over the three (HMAC-SHA256, RFC
 * 2104): who does not hold the key cannot make one, nor turn one for a completion into one for a
 * compensation. It holds no character that the coordinator or camel-lra would encode, decode or
 * split at; all else that a compensation needs is in the saga log.
 */
class CallbackAddresses {
  /** Where callbacks arrive over HTTP. */
  static final String PATH = "/lra-participant";

  private static final Pattern FORM =
      Pattern.compile(
          PATH + "/([A-Za-z0-9_:-]+)/([A-Za-z0-9-]+)/(compensate|complete)/([A-Za-z0-9_-]+)");
  private static final String ALGORITHM = "HmacSHA256";

  private final URI base;
  private final String root;
  private final Mac keyed;

  CallbackAddresses(URI base, byte[] key) {
    this.base = base;
    this.root = base.resolve(PATH) + "/";
    this.keyed = keyed(key);
  }

  enum Action {
    COMPENSATE,
    COMPLETE;

    String path() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a callback asks for. */
  record Callback(String sagaId, String step, Action action) {}

  URI of(Callback callback) {
    return URI.create(
        root
            + callback.sagaId()
            + '/'
            + callback.step()
            + '/'
            + callback.action().path()
            + '/'
            + signature(callback));
  }

  boolean isOurs(URI address) {
    return base.getAuthority().equals(address.getAuthority())
        && Objects.requireNonNullElse(address.getPath(), "").startsWith(PATH + "/");
  }

  /** What the address asks for; empty where we never gave it out. */
  Optional<Callback> verify(URI address) {
    Matcher parts = FORM.matcher(Objects.requireNonNullElse(address.getPath(), ""));
    if (!parts.matches()) {
      return Optional.empty();
    }
    Callback callback =
        new Callback(
            parts.group(1),
            parts.group(2),
            Action.valueOf(parts.group(3).toUpperCase(Locale.ROOT)));
    boolean signed =
        MessageDigest.isEqual(
            signature(callback).getBytes(StandardCharsets.US_ASCII),
            parts.group(4).getBytes(StandardCharsets.US_ASCII));
    return signed ? Optional.of(callback) : Optional.empty();
  }

  private String signature(Callback callback) {
    byte[] code =
        copy()
            .doFinal(
                (callback.sagaId() + "/" + callback.step() + "/" + callback.action().path())
                    .getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  // a Mac is for one thread; a copy saves the search through the security providers
  private Mac copy() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + " can be copied in every JDK", e);
    }
  }
}
