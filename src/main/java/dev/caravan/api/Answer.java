package dev.caravan.api;

import java.util.Map;
import java.util.TreeMap;

/**
 * What goes back to the client: all that does, headers included.
 *
 * @param body UTF-8
 */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  /** State that may change at any time: no cache may answer for us. */
  private static final Map<String, String> UNCACHED = Map.of("Cache-Control", "no-store");

  static Answer json(int status, Object value) {
    return raw(status, JSON, Json.bytes(value));
  }

  static Answer raw(int status, String contentType, byte[] body) {
    return new Answer(status, contentType, body, UNCACHED);
  }

  static Answer of(Problem problem) {
    Answer answer = raw(problem.status(), PROBLEM, Json.bytes(problem.document()));
    for (Map.Entry<String, String> header : problem.headers().entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  Answer with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Answer(status, contentType, body, Map.copyOf(all));
  }

  Answer as(String otherContentType) {
    return new Answer(status, otherContentType, body, headers);
  }
}
