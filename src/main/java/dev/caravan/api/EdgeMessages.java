package dev.caravan.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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

  private static final List<String> HEADERS_IN =
      List.of("Content-Type", "Accept", "Prefer", "If-Match", Persons.HEADER);

  private EdgeMessages() {}

  /**
   * Fills a message with the request.
   *
   * @throws ProblemException 413 where the body is too long, and no more of it than that is read;
   *     404 where a part of the path is empty
   */
  static void read(HttpServletRequest request, Message message) throws IOException {
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
    if (!method.equals("GET")) {
      message.setBody(body(request));
    }
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    byte[] body =
        request.getContentLengthLong() > MAX_BODY
            ? null
            : request.getInputStream().readNBytes(MAX_BODY + 1);
    if (body == null || body.length > MAX_BODY) {
      throw new ProblemException(Problem.of(413, "the body is over " + MAX_BODY + " bytes"));
    }
    return body;
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
