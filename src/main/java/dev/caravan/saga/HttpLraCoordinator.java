package dev.caravan.saga;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator in another process, over HTTP: one pooled client, time-outs, retries with jitter.
 *
 * <p>While it is silent calls fail at once, but for one every two seconds that tries.
 *
 * <p>All calls may be repeated: a second start leaves an empty saga that its time limit ends, a
 * second join with the same addresses counts once, and the ends are idempotent.
 */
class HttpLraCoordinator implements LraCoordinator {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Longer than the coordinator needs to call back a slow participant or two. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** How long it must have been silent until calls are refused without asking it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration REST = Duration.ofSeconds(2);

  private static final int ATTEMPTS = 4;
  private static final long BACKOFF_MILLIS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAGA_HEADER = "Long-Running-Action";

  private final URI address;
  private final Duration requestTimeout;
  private volatile HttpClient http = client();
  private final CircuitBreaker breaker = new CircuitBreaker(PATIENCE, REST, System::nanoTime);

  /**
   * @param url the coordinator's server, such as {@code http://127.0.0.1:50000}; a path in it is
   *     replaced by the coordinator's own
   */
  HttpLraCoordinator(URI url) {
    this(url, REQUEST_TIMEOUT);
  }

  HttpLraCoordinator(URI url, Duration requestTimeout) {
    this.address = url.resolve("/lra-coordinator");
    this.requestTimeout = requestTimeout;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  @Override
  public URI address() {
    return address;
  }

  /** Whether it answers at all, asked once. */
  boolean answers() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + "/unknown/status"))
              .timeout(CONNECT_TIMEOUT)
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode() < 500;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public URI start(String clientId, Duration timeLimit) {
    String query =
        "?ClientID=%s&TimeLimit=%d"
            .formatted(URLEncoder.encode(clientId, StandardCharsets.UTF_8), timeLimit.toMillis());
    HttpResponse<String> answer =
        call(
            HttpRequest.newBuilder(URI.create(address + "/start" + query))
                .header("Accept", "text/plain")
                .POST(BodyPublishers.noBody()));
    if (answer.statusCode() != 201) {
      throw new CoordinatorUnavailableException("start answered " + answer.statusCode(), null);
    }
    return URI.create(answer.body());
  }

  @Override
  public void join(URI lra, Participant participant) {
    StringBuilder links = new StringBuilder();
    links.append('<').append(participant.compensate()).append(">; rel=compensate");
    if (participant.complete() != null) {
      links.append(",<").append(participant.complete()).append(">; rel=complete");
    }
    HttpResponse<String> answer =
        callKnown(
            lra,
            HttpRequest.newBuilder(lra)
                .header("Link", links.toString())
                .header(SAGA_HEADER, lra.toString())
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(links.toString())));
    if (answer.statusCode() != 200) {
      throw new CoordinatorUnavailableException("join answered " + answer.statusCode(), null);
    }
  }

  @Override
  public SagaOutcome close(URI lra) {
    return end(lra, "/close");
  }

  @Override
  public SagaOutcome cancel(URI lra) {
    return end(lra, "/cancel");
  }

  @Override
  public List<KnownSaga> sagas() {
    HttpResponse<String> answer =
        call(HttpRequest.newBuilder(address).header("Accept", "application/json").GET());
    if (answer.statusCode() != 200) {
      throw new CoordinatorUnavailableException("its list answered " + answer.statusCode(), null);
    }
    try {
      Map<URI, KnownSaga> sagas = new LinkedHashMap<>();
      for (JsonNode saga : JSON.readTree(answer.body())) {
        KnownSaga known = known(saga);
        sagas.putIfAbsent(known.lra(), known);
      }
      return List.copyOf(sagas.values());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new CoordinatorUnavailableException("its list is none: " + answer.body(), e);
    }
  }

  private static KnownSaga known(JsonNode saga) {
    return new KnownSaga(
        URI.create(saga.path("lraId").asText()),
        saga.path("clientId").asText(),
        SagaOutcome.ifEnding(saga.path("status").asText()).orElse(null),
        Instant.ofEpochMilli(saga.path("startTime").asLong()));
  }

  @Override
  public void scan() {
    call(HttpRequest.newBuilder(URI.create(address + "/recovery")).GET());
  }

  private SagaOutcome end(URI lra, String how) {
    HttpResponse<String> answer =
        callKnown(
            lra,
            HttpRequest.newBuilder(URI.create(lra + how))
                .header("Accept", "text/plain")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.noBody()));
    if (answer.statusCode() != 200) {
      throw new CoordinatorUnavailableException(how + " answered " + answer.statusCode(), null);
    }
    try {
      return SagaOutcome.of(answer.body());
    } catch (IllegalArgumentException e) {
      throw new CoordinatorUnavailableException(how + " answered " + answer.body(), e);
    }
  }

  /**
   * Calls about a saga that must be known. A coordinator that has just restarted knows its sagas
   * only after a recovery scan, so an unknown one is asked for again after forcing one.
   */
  private HttpResponse<String> callKnown(URI lra, HttpRequest.Builder request) {
    HttpResponse<String> answer = call(request);
    if (answer.statusCode() == 404) {
      scan();
      answer = call(request);
    }
    if (answer.statusCode() == 404 || answer.statusCode() == 410 || answer.statusCode() == 412) {
      throw new SagaEndedException(lra, "status " + answer.statusCode());
    }
    return answer;
  }

  private HttpResponse<String> call(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(requestTimeout).build();
    IOException last = null;
    for (int attempt = 1; ; attempt++) {
      if (!breaker.letsThrough()) {
        throw silent(last);
      }
      try {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        breaker.answered();
        if (answer.statusCode() < 500 || attempt == ATTEMPTS) {
          return answer;
        }
      } catch (IOException e) {
        if (breaker.unanswered()) {
          // the old one's other connections may be dead too, and each would take a time-out to tell
          http = client();
        }
        last = e;
        if (attempt == ATTEMPTS) {
          throw silent(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CoordinatorUnavailableException("interrupted", e);
      }
      backOff(attempt);
    }
  }

  private CoordinatorUnavailableException silent(@Nullable IOException cause) {
    return new CoordinatorUnavailableException(
        "the coordinator at " + address + " does not answer", cause);
  }

  private static void backOff(int attempt) {
    long most = BACKOFF_MILLIS << attempt;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CoordinatorUnavailableException("interrupted", e);
    }
  }
}
