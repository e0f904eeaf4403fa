package dev.caravan.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Failure;
import dev.caravan.process.ProcessEvent.ProcessAccepted;
import dev.caravan.process.ProcessEvent.ProcessAnswered;
import dev.caravan.process.ProcessEvent.ProcessCancelled;
import dev.caravan.process.ProcessEvent.ProcessCompleted;
import dev.caravan.process.ProcessEvent.ProcessFailed;
import dev.caravan.process.ProcessEvent.ProcessSignalled;
import dev.caravan.process.ProcessEvent.ProcessStarted;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process as it stands.
 *
 * @param key what names it, within its flow
 * @param revision of the flow on which it began and ends
 * @param input the body with which its flow begins
 * @param sagaId opaque; null until its saga has begun
 * @param signals what was signalled to it so far, by name
 * @param answer the body with which its flow ended; null until all steps are done
 * @param failure why it was not completed; null where it was, or runs
 * @param version of its stream
 */
public record Process(
    String flow,
    String key,
    int revision,
    JsonNode input,
    Status status,
    @Nullable String sagaId,
    Map<String, JsonNode> signals,
    @Nullable JsonNode answer,
    @Nullable Failure failure,
    Instant acceptedAt,
    long version) {

  /** Where a process stands. */
  public enum Status {
    RUNNING,
    COMPLETED,
    CANCELLED,
    /** A compensation gave up; an operator is needed. */
    FAILED
  }

  /** The final body; null unless it is completed. */
  public @Nullable JsonNode result() {
    return status == Status.COMPLETED ? answer : null;
  }

  boolean isRunning() {
    return status == Status.RUNNING;
  }

  /** Folds a stream; empty where it has no event. */
  static Optional<Process> of(List<RecordedEvent> events) {
    Process process = null;
    for (RecordedEvent event : events) {
      process = after(process, event);
    }
    return Optional.ofNullable(process);
  }

  private static Process after(@Nullable Process before, RecordedEvent recorded) {
    ProcessEvent event = ProcessEvent.CODEC.read(recorded);
    if (event instanceof ProcessAccepted accepted) {
      return new Process(
          accepted.flow(),
          accepted.key(),
          accepted.revision(),
          accepted.input(),
          Status.RUNNING,
          null,
          Map.of(),
          null,
          null,
          recorded.occurredAt(),
          recorded.version());
    }
    if (before == null) {
      throw new IllegalStateException(recorded.streamId() + " does not begin with its acceptance");
    }
    if (event instanceof ProcessStarted) {
      return before.with(Status.RUNNING, null, null, recorded);
    }
    if (event instanceof ProcessSignalled signalled) {
      return before.with(signalled, recorded.version());
    }
    if (event instanceof ProcessAnswered answered) {
      return before.with(Status.RUNNING, answered.result(), null, recorded);
    }
    if (event instanceof ProcessCompleted) {
      return before.with(Status.COMPLETED, before.answer, null, recorded);
    }
    if (event instanceof ProcessCancelled cancelled) {
      return before.with(Status.CANCELLED, before.answer, cancelled.failure(), recorded);
    }
    if (event instanceof ProcessFailed failed) {
      return before.with(Status.FAILED, before.answer, failed.failure(), recorded);
    }
    throw new IllegalStateException("not handled: " + event);
  }

  private Process with(ProcessSignalled signal, long newVersion) {
    Map<String, JsonNode> all = new HashMap<>(signals);
    all.put(signal.name(), signal.data());
    return new Process(
        flow, key, revision, input, status, sagaId, all, answer, failure, acceptedAt, newVersion);
  }

  private Process with(
      Status newStatus,
      @Nullable JsonNode newAnswer,
      @Nullable Failure newFailure,
      RecordedEvent event) {
    return new Process(
        flow,
        key,
        revision,
        input,
        newStatus,
        event.sagaId() == null ? sagaId : event.sagaId(),
        signals,
        newAnswer,
        newFailure,
        acceptedAt,
        event.version());
  }
}
