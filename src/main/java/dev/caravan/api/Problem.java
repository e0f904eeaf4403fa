package dev.caravan.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An error as the client sees it.
 *
 * @param members what the document has beyond {@code type}, {@code title} and {@code status}
 * @param headers of the response
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
record Problem(
    int status, String type, Map<String, @Nullable Object> members, Map<String, String> headers) {
  private static final String URN = "urn:caravan:problem:";

  /** A problem of which the status says it all. */
  static Problem of(int status, String detail) {
    return new Problem(status, "about:blank", Map.of(), Map.of()).with("detail", detail);
  }

  static Problem of(int status, String name, String detail) {
    return new Problem(status, URN + name, Map.of(), Map.of()).with("detail", detail);
  }

  static Problem invalid(List<Violation> violations) {
    return of(400, "invalid-request", "the request is not as the contract asks for")
        .with("errors", violations);
  }

  static Problem unknown(String what, String id) {
    return of(404, "no " + what + " " + id);
  }

  Problem with(String member, @Nullable Object value) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(members);
    all.put(member, value);
    return new Problem(status, type, all, headers);
  }

  Problem retryAfter(int seconds) {
    return new Problem(status, type, members, Map.of("Retry-After", String.valueOf(seconds)));
  }

  Problem allow(String methods) {
    return new Problem(status, type, members, Map.of("Allow", methods));
  }

  Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("type", type);
    document.put("title", HttpStatus.valueOf(status).getReasonPhrase());
    document.put("status", status);
    document.putAll(members);
    return document;
  }
}
