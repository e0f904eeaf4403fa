package dev.caravan.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Waits for a saga without a thread, and no longer than the settings say. */
@Component
class Waiting {
  /** How a wait ended. */
  enum End {
    ENDED,
    STOPPED,
    TIMED_OUT
  }

  private final ApiProperties properties;
  private final Executor late;

  Waiting(ApiProperties properties, @Qualifier("applicationTaskExecutor") Executor late) {
    this.properties = properties;
    this.late = late;
  }

  CompletionStage<Answer> answer(CompletableFuture<Void> saga, Function<End, Answer> answer) {
    return saga.handle((nothing, failure) -> failure == null ? End.ENDED : End.STOPPED)
        .completeOnTimeout(End.TIMED_OUT, properties.patience().toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(
            end ->
                // the one timer thread of the runtime must not be the one to read the database
                end == End.TIMED_OUT
                    ? CompletableFuture.supplyAsync(() -> answer.apply(end), late)
                    : CompletableFuture.completedFuture(answer.apply(end)));
  }
}
