package dev.caravan.saga;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.CallbackReplay.Callback;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells participants, when their tables are made again, which compensations and completions the
 * saga log holds. Keeps the steps of sagas that have not ended in memory.
 */
public class SagaReplay {
  private final List<CallbackReplay> participants;
  private final Map<String, Map<String, StepStarted>> open = new HashMap<>();

  /**
   * @param participants each is told of all callbacks
   */
  public SagaReplay(List<CallbackReplay> participants) {
    this.participants = participants;
  }

  /** Takes in the next events of the journal, after the participants have. */
  public void apply(List<RecordedEvent> events) {
    List<Callback> callbacks = new ArrayList<>();
    for (RecordedEvent recorded : events) {
      if (recorded.streamId().startsWith(SagaLog.stream(""))) {
        apply(recorded.streamId(), SagaLog.CODEC.read(recorded), callbacks);
      }
    }
    participants.forEach(participant -> participant.called(callbacks));
  }

  private void apply(String saga, SagaEvent event, List<Callback> callbacks) {
    if (event instanceof StepStarted started) {
      open.computeIfAbsent(saga, id -> new HashMap<>()).put(started.step(), started);
    } else if (event instanceof StepCompensated compensated) {
      StepStarted step = open.getOrDefault(saga, Map.of()).get(compensated.step());
      if (step != null) {
        add(step.compensation(), step, callbacks);
      }
    } else if (event instanceof SagaClosed) {
      open.getOrDefault(saga, Map.of())
          .values()
          .forEach(step -> add(step.completion(), step, callbacks));
      open.remove(saga);
    } else if (event instanceof SagaCancelled) {
      open.remove(saga);
    }
  }

  private static void add(@Nullable String endpoint, StepStarted step, List<Callback> callbacks) {
    String orderId = step.options().get(StepHeaders.ORDER_ID);
    if (endpoint != null && orderId != null) {
      callbacks.add(new Callback(endpoint.replaceFirst("^direct:(//)?", ""), orderId));
    }
  }
}
