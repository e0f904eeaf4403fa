package dev.caravan.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;

/** Sends requests as a client would, byte by byte if need be. */
@TestComponent
class HttpClientForTests {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Environment environment;

  HttpClientForTests(Environment environment) {
    this.environment = environment;
  }

  record Reply(int status, HttpResponse<String> http) {
    JsonNode json() {
      try {
        return JSON.readTree(http.body());
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + http.body(), e);
      }
    }

    String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }

    boolean isProblem() {
      return "application/problem+json".equals(header("Content-Type"))
          && json().get("status").asInt() == status
          && json().hasNonNull("type")
          && json().hasNonNull("title");
    }
  }

  Reply get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Reply post(String path, String body, String... headers) {
    return send("POST", path, BodyPublishers.ofString(body), json(headers));
  }

  Reply put(String path, String body) {
    return send("PUT", path, BodyPublishers.ofString(body), json());
  }

  Reply post(String path, byte[] body) {
    return send("POST", path, BodyPublishers.ofByteArray(body), json());
  }

  /** Without a Content-Length. */
  Reply postChunked(String path, byte[] body) {
    return send(
        "POST", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), json());
  }

  Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:" + environment.getProperty("local.server.port") + path))
            .method(method, body == null ? BodyPublishers.noBody() : body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String[] json(String... more) {
    String[] headers = new String[more.length + 2];
    headers[0] = "Content-Type";
    headers[1] = "application/json";
    System.arraycopy(more, 0, headers, 2, more.length);
    return headers;
  }
}
