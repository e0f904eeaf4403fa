package dev.caravan.projection;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.caravan.journal.EventCodec;
import dev.caravan.order.Failure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What read models need to know of the events in the streams {@code saga-<id>}.
 *
 * <p>Where a type gets a new version, it gets an upcaster here too, if only one that changes
 * nothing: a test compares the versions that this codec knows with those of the saga log.
 */
sealed interface SagaFact {
  EventCodec<SagaFact> CODEC =
      new EventCodec<>(
          Map.ofEntries(
              Map.entry("SagaStarted", Started.class),
              Map.entry("SagaOrphaned", Orphaned.class),
              Map.entry("SagaResumed", Resumed.class),
              Map.entry("StepStarted", StepStarted.class),
              Map.entry("CloseUnanswered", CloseUnanswered.class),
              Map.entry("StepFailed", StepFailed.class),
              Map.entry("StepCompensated", StepCompensated.class),
              Map.entry("CompensationFailed", CompensationFailed.class),
              Map.entry("CompensationRetried", CompensationRetried.class),
              Map.entry("CompensationSkipped", CompensationSkipped.class),
              Map.entry("SagaClosed", Closed.class),
              Map.entry("SagaCancelled", Cancelled.class)),
          Map.of("StepStarted", List.of(step -> step)));

  String STREAM = "saga-";

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Started(@Nullable String key, @Nullable String flow) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record StepStarted(String step, @Nullable String name) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record StepFailed(Failure failure) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Orphaned(Failure failure) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Resumed() implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record CloseUnanswered() implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record StepCompensated(String step) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record CompensationFailed(String step, int attempt, String error, boolean givenUp)
      implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record CompensationRetried(@Nullable String reason) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record CompensationSkipped(String step, String reason) implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Closed() implements SagaFact {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Cancelled() implements SagaFact {}
}
