package dev.caravan.api;

import dev.caravan.journal.WrongExpectedVersionException;
import dev.caravan.saga.CoordinatorUnavailableException;
import dev.caravan.saga.FlowsNotReadyException;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.util.IdGenerator;

/** What a client is told of an exception: nothing of the inside; the log has it under an id. */
@Component
class ErrorAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final int RETRY_SECONDS = 5;

  private final IdGenerator ids;

  ErrorAnswers(IdGenerator ids) {
    this.ids = ids;
  }

  /** What was thrown, without what futures wrap it in. */
  static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException c && c.getCause() != null ? c.getCause() : thrown;
  }

  Answer of(Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof ProblemException expected) {
      return Answer.of(expected.problem());
    }
    if (cause instanceof RejectedExecutionException) {
      return Answer.of(tooManyOrders());
    }
    if (cause instanceof IOException) {
      // only reading the request does that: whoever sent it has gone or sent it broken
      return Answer.of(Problem.of(400, "the request could not be read"));
    }
    String id = "urn:uuid:" + id();
    if (isUnavailable(cause)) {
      LOG.warn("{} answered 503: {}", id, cause.toString());
      return Answer.of(
          Problem.of(503, "unavailable", "something that is needed cannot be reached")
              .with("instance", id)
              .retryAfter(RETRY_SECONDS));
    }
    LOG.error("{} answered 500", id, cause);
    return Answer.of(Problem.of(500, "an error of the server").with("instance", id));
  }

  static Problem tooManyOrders() {
    return Problem.of(503, "too-many-orders", "too many orders are open; nothing was stored")
        .retryAfter(1);
  }

  private UUID id() {
    return ids.generateId();
  }

  private static boolean isUnavailable(Throwable cause) {
    return cause instanceof NonTransientDataAccessResourceException
        || cause instanceof TransientDataAccessException
        || cause instanceof RecoverableDataAccessException
        || cause instanceof CannotCreateTransactionException
        // the connection broke: a failed roll-back hides what came before it
        || cause instanceof TransactionSystemException
        || cause instanceof WrongExpectedVersionException
        || cause instanceof FlowsNotReadyException
        || cause instanceof CoordinatorUnavailableException;
  }
}
