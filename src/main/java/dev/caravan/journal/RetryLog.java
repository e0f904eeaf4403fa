package dev.caravan.journal;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.IdGenerator;

/** Takes down in the journal who wanted a dead letter to be tried again. */
@Component
public class RetryLog {
  private final EventAppender journal;
  private final Clock clock;
  private final IdGenerator ids;

  RetryLog(EventAppender journal, Clock clock, IdGenerator ids) {
    this.journal = journal;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Appends a {@link RetryRequested} to the group's stream, in the caller's transaction.
   *
   * @param reason one sentence; null where nobody gave one
   */
  public void requested(DeadLetter letter, String actor, @Nullable String reason) {
    RetryRequested event =
        new RetryRequested(letter.group(), letter.stream(), letter.position(), reason);
    journal.append(
        RetryRequested.stream(letter.group()),
        ExpectedVersion.any(),
        List.of(
            RetryRequested.CODEC.stored(
                event, ids.generateId(), clock.instant(), null, letter.eventId(), actor)));
  }
}
