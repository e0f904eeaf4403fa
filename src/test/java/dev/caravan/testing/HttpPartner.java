package dev.caravan.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Somebody else's system: a real HTTP server that answers 200 until told otherwise. */
public final class HttpPartner implements AutoCloseable {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Integer>> statuses = new ConcurrentHashMap<>();

  public HttpPartner() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  /** A request as it came; names of headers in lower case. */
  public record Request(Instant at, String line, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.get(name.toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** Such as {@code http://127.0.0.1:12345}. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * The next answers to requests of a path, 200 after them; 0 hangs up without one.
   *
   * @param line method and path, such as {@code POST /flights}
   */
  public void answer(String line, Integer... next) {
    statuses.put(line, new ArrayDeque<>(List.of(next)));
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Those of a method and path. */
  public List<Request> requests(String line) {
    return requests.stream().filter(request -> request.line().equals(line)).toList();
  }

  public List<String> lines() {
    return requests.stream().map(Request::line).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
    requests.add(new Request(Instant.now(), line, headers, body));
    Queue<Integer> next = statuses.getOrDefault(line, new ArrayDeque<>());
    Integer status;
    synchronized (next) {
      status = next.poll();
    }
    if (status != null && status == 0) {
      exchange.close();
      return;
    }
    byte[] answer = ("{\"done\": \"" + line + "\"}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Long-Running-Action", "http://evil.test/lra");
    exchange.getResponseHeaders().set("processKey", "another");
    exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
