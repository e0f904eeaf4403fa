package dev.caravan.api;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** Which media types a request names. */
final class MediaTypes {
  static final MimeType CLOUD_EVENTS =
      MimeTypeUtils.parseMimeType("application/cloudevents-batch+json");

  static final MimeType YAML = MimeTypeUtils.parseMimeType("application/yaml");

  private MediaTypes() {}

  /**
   * Passes {@code application/json}, in UTF-8 where it names a charset.
   *
   * @throws ProblemException 415
   */
  static void requireJson(@Nullable String contentType) {
    if (!is(MimeTypeUtils.APPLICATION_JSON, contentType)) {
      throw new ProblemException(Problem.of(415, "the body must be application/json in UTF-8"));
    }
  }

  /**
   * Passes {@code application/yaml}, in UTF-8 where it names a charset.
   *
   * @throws ProblemException 415
   */
  static void requireYaml(@Nullable String contentType) {
    if (!is(YAML, contentType)) {
      throw new ProblemException(Problem.of(415, "the body must be application/yaml in UTF-8"));
    }
  }

  private static boolean is(MimeType wanted, @Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    try {
      MimeType type = MimeTypeUtils.parseMimeType(contentType);
      return type.equalsTypeAndSubtype(wanted)
          && (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
    } catch (InvalidMimeTypeException e) {
      return false;
    }
  }

  /** Whether an Accept header asks for CloudEvents by name. */
  static boolean asksForCloudEvents(@Nullable String accept) {
    try {
      return accept != null
          && MimeTypeUtils.parseMimeTypes(accept).stream()
              .anyMatch(type -> type.equalsTypeAndSubtype(CLOUD_EVENTS));
    } catch (InvalidMimeTypeException e) {
      return false;
    }
  }
}
