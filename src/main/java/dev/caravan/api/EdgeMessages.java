package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Between the servlet's messages and Camel's: what is not named here does not pass, in either
 * direction.
 */
final class EdgeMessages {
  /** The longest body that is read, in bytes. */
  static final int MAX_BODY = 1 << 20;

  private static final int CHUNK = 8 * 1024;

  private static final List<String> HEADERS_IN =
      List.of("Content-Type", "Accept", "Prefer", "If-Match", Persons.HEADER);

  private EdgeMessages() {}

  /**
   * Fills a message with the request.
   *
   * @return what of the memory the body takes, from now on
   * @throws ProblemException 413 where the body is too long, and no more of it than that is read;
   *     404 where a part of the path is empty
   */
  static int read(HttpServletRequest request, Message message, BodyMemory memory)
      throws IOException {
    String path = request.getRequestURI();
    if (path.endsWith("/") || path.contains("//")) {
      // Camel would match it to a template and then not find the parameter
      throw new ProblemException(Problem.of(404, "no such path"));
    }
    // an answer to HEAD is one to GET without its body, which the server leaves away
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    message.setHeader(Exchange.HTTP_METHOD, method);
    message.setHeader(Exchange.HTTP_PATH, path);
    message.setHeader(Exchange.HTTP_QUERY, request.getQueryString());
    for (String name : HEADERS_IN) {
      String value = request.getHeader(name);
      if (value != null) {
        message.setHeader(name, value);
      }
    }
    if (method.equals("GET")) {
      return 0;
    }
    byte[] body = body(request, memory);
    message.setBody(body);
    return body.length;
  }

  // takes memory as it comes in, so that who sends slowly holds no more than what was sent
  private static byte[] body(HttpServletRequest request, BodyMemory memory) throws IOException {
    if (request.getContentLengthLong() > MAX_BODY) {
      throw tooLong();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try {
      for (int read = next(request, chunk); read > 0; read = next(request, chunk)) {
        if (body.size() + read > MAX_BODY) {
          throw tooLong();
        }
        if (!memory.take(read)) {
          // first, so that others get on
          memory.giveBack(body.size());
          body = new ByteArrayOutputStream();
          drain(request, chunk);
          throw new ProblemException(BodyMemory.usedUp());
        }
        body.write(chunk, 0, read);
      }
      return body.toByteArray();
    } catch (IOException | RuntimeException e) {
      memory.giveBack(body.size());
      throw e;
    }
  }

  // the server would end the connection beneath a client that still sends, and it would not see why
  private static void drain(HttpServletRequest request, byte[] chunk) throws IOException {
    long left = MAX_BODY;
    for (int read = next(request, chunk); read > 0 && left > 0; read = next(request, chunk)) {
      left -= read;
    }
  }

  private static int next(HttpServletRequest request, byte[] chunk) throws IOException {
    return request.getInputStream().read(chunk);
  }

  private static ProblemException tooLong() {
    return new ProblemException(Problem.of(413, "the body is over " + MAX_BODY + " bytes"));
  }

  static void write(Answer answer, HttpServletResponse response) {
    try {
      response.setStatus(answer.status());
      response.setContentType(answer.contentType());
      answer.headers().forEach(response::setHeader);
      response.setContentLength(answer.body().length);
      response.getOutputStream().write(answer.body());
      response.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
