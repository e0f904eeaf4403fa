package dev.caravan.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what no route was found for: an unknown path, a wrong method. */
@Controller
class ErrorPage implements ErrorController {
  private static final int START_SECONDS = 5;
  private static final Set<HttpStatus> UNKNOWN =
      Set.of(HttpStatus.NOT_FOUND, HttpStatus.METHOD_NOT_ALLOWED);

  private final CamelContext camel;

  ErrorPage(CamelContext camel) {
    this.camel = camel;
  }

  @RequestMapping("${server.error.path:${error.path:/error}}")
  void error(HttpServletRequest request, HttpServletResponse response) {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
    HttpStatus known = status == null ? HttpStatus.NOT_FOUND : status;
    EdgeMessages.write(Answer.of(problem(known)), response);
  }

  // the server listens a little before the routes are there, and they come one by one: a path, or a
  // method of it, that is unknown then may not be later
  private Problem problem(HttpStatus status) {
    return UNKNOWN.contains(status) && !camel.isStarted()
        ? notRunning()
        : Problem.of(status.value(), status.getReasonPhrase());
  }

  /** Says so while the routes are not all there. */
  static Problem notRunning() {
    return Problem.of(503, "the server is starting or going down").retryAfter(START_SECONDS);
  }
}
