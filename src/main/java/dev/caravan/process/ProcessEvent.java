package dev.caravan.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.journal.EventCodec;
import dev.caravan.order.Failure;
import java.util.Map;

/**
 * What can happen to a process; stored in the stream {@code process-<flow>.<key>}. The saga is in
 * the envelope of all but the first.
 */
sealed interface ProcessEvent {
  EventCodec<ProcessEvent> CODEC =
      new EventCodec<>(
          Map.of(
              "ProcessAccepted", ProcessAccepted.class,
              "ProcessStarted", ProcessStarted.class,
              "ProcessSignalled", ProcessSignalled.class,
              "ProcessAnswered", ProcessAnswered.class,
              "ProcessCompleted", ProcessCompleted.class,
              "ProcessCancelled", ProcessCancelled.class,
              "ProcessFailed", ProcessFailed.class));

  /**
   * It is stored and will come to an end.
   *
   * @param revision of the flow on which it begins and ends
   * @param input the body with which the flow begins
   */
  record ProcessAccepted(String flow, String key, int revision, JsonNode input)
      implements ProcessEvent {}

  /** Its saga has begun, and steps may run from now on. */
  record ProcessStarted() implements ProcessEvent {}

  /**
   * Somebody gave it a signal, whether a step waits for it yet or not.
   *
   * @param data what came with it
   */
  record ProcessSignalled(String name, JsonNode data) implements ProcessEvent {}

  /** All steps are done; the saga is about to close. */
  record ProcessAnswered(JsonNode result) implements ProcessEvent {}

  /** The saga has closed. */
  record ProcessCompleted() implements ProcessEvent {}

  /** The saga was cancelled and all is undone, or it never began. */
  record ProcessCancelled(Failure failure) implements ProcessEvent {}

  /** A compensation gave up. */
  record ProcessFailed(Failure failure) implements ProcessEvent {}
}
