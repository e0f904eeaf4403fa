package dev.caravan.api;

import dev.caravan.saga.CompensationRetry;
import dev.caravan.saga.CompensationSkip;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an operator can do for a saga that cannot end by itself. */
@Component
class SagaOperator {
  private final CompensationRetry retry;
  private final CompensationSkip skip;
  private final SagaQueries queries;

  SagaOperator(CompensationRetry retry, CompensationSkip skip, SagaQueries queries) {
    this.retry = retry;
    this.skip = skip;
    this.queries = queries;
  }

  /** Runs the compensations that gave up once more, and answers with the saga as it then stands. */
  public Answer retry(
      @Header("sagaId") String sagaId,
      @Header(Persons.HEADER) @Nullable String actor,
      @Body CheckedBody body) {
    String reason = body.valid().path("reason").textValue();
    return switch (retry.run(sagaId, Persons.operator(actor), reason)) {
      case UNDONE -> queries.saga(sagaId);
      case UNKNOWN -> throw new ProblemException(Problem.unknown("saga", sagaId));
      case NOT_FAILED -> throw notFailed(sagaId);
      case FAILED_AGAIN ->
          throw new ProblemException(
              Problem.of(503, "compensation-failed", "a compensation failed again; see the saga")
                  .with("sagaId", sagaId));
    };
  }

  /** Ends the saga without what gave up, and answers with it as it then stands. */
  public Answer skip(
      @Header("sagaId") String sagaId,
      @Header(Persons.HEADER) @Nullable String actor,
      @Body CheckedBody body) {
    String reason = body.valid().path("reason").textValue();
    return switch (skip.run(sagaId, Persons.operator(actor), reason)) {
      case SKIPPED -> queries.saga(sagaId);
      case UNKNOWN -> throw new ProblemException(Problem.unknown("saga", sagaId));
      case NOT_FAILED -> throw notFailed(sagaId);
    };
  }

  private static ProblemException notFailed(String sagaId) {
    return new ProblemException(
        Problem.of(409, "not-failed", "no compensation of this saga has given up")
            .with("sagaId", sagaId));
  }
}
