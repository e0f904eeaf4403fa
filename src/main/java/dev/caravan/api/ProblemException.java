package dev.caravan.api;

/** Ends a request with a problem. */
class ProblemException extends RuntimeException {
  private final transient Problem problem;

  ProblemException(Problem problem) {
    // thrown for the client's faults too: a stack trace each would cost more than the answer
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
