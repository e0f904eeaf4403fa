package dev.caravan.api;

import java.io.IOException;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Answers what Tomcat refuses before any servlet sees it, such as a path with {@code %00}. */
public final class ProblemValve extends ErrorReportValve { // public: Tomcat makes it, by its name

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return; // no error, or one that has been answered
    }
    HttpStatus status =
        Objects.requireNonNullElse(
            HttpStatus.resolve(response.getStatus()), HttpStatus.INTERNAL_SERVER_ERROR);
    Answer answer = Answer.of(Problem.of(status.value(), status.getReasonPhrase()));
    try {
      response.setContentType(answer.contentType());
      answer.headers().forEach(response::setHeader);
      response.getResponse().getOutputStream().write(answer.body());
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // the client has gone, or the answer has begun: there is nobody to tell
    }
  }
}
