package dev.caravan.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;

/** What came back over HTTP. */
record Reply(int status, HttpResponse<String> http) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Reply of(HttpResponse<String> http) {
    return new Reply(http.statusCode(), http);
  }

  JsonNode json() {
    try {
      return JSON.readTree(http.body());
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + http.body(), e);
    }
  }

  String body() {
    return http.body();
  }

  String header(String name) {
    return http.headers().firstValue(name).orElse(null);
  }

  /** Fails unless it is an answer of that status. */
  Reply expect(int expected) {
    assertThat(status).as(http.request() + " answered %s", http.body()).isEqualTo(expected);
    return this;
  }

  /** Fails unless it is a problem document of that status that shows nothing of the inside. */
  JsonNode problem(int expected) {
    expect(expected);
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = json();
    assertThat(problem.path("status").asInt()).isEqualTo(expected);
    assertThat(problem.hasNonNull("type") && problem.hasNonNull("title")).isTrue();
    assertThat(http.body()).doesNotContain("dev.caravan", "Exception", "\tat ");
    return problem;
  }
}
