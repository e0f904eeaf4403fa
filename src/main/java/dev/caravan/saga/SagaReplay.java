package dev.caravan.saga;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.CallbackReplay;
import dev.caravan.order.CallbackReplay.Callback;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.SagaClosed;
import dev.caravan.saga.SagaEvent.SagaStarted;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells participants, when their tables are made again, which compensations and completions the
 * saga log holds, and lists the sagas that are open by it. Keeps the steps of these in memory.
 */
public class SagaReplay {
  private final List<CallbackReplay> participants;
  private final JdbcTemplate jdbc;
  private final Map<String, Map<String, StepStarted>> open = new HashMap<>();

  /**
   * @param participants each is told of all callbacks
   */
  public SagaReplay(List<CallbackReplay> participants, JdbcTemplate jdbc) {
    this.participants = participants;
    this.jdbc = jdbc;
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
    if (event instanceof SagaStarted) {
      open.put(saga, new LinkedHashMap<>());
    } else if (event instanceof StepStarted started) {
      open.computeIfAbsent(saga, id -> new LinkedHashMap<>()).put(started.step(), started);
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

  /**
   * All events were taken in. Sagas of which the list of open ones lacks an entry get one without a
   * process, so that the next start brings them to their end.
   */
  public void finish() {
    jdbc.batchUpdate(
        "insert into saga.open_saga (saga_id, owner_id, incarnation, due_at, key)"
            + " values (?, '', 0, clock_timestamp(), ?) on conflict do nothing",
        open.entrySet().stream()
            .map(
                saga ->
                    new Object[] {
                      saga.getKey().substring(SagaLog.stream("").length()),
                      Saga.orderId(saga.getValue().values())
                    })
            .toList());
  }

  private static void add(@Nullable String endpoint, StepStarted step, List<Callback> callbacks) {
    String orderId = step.options().get(StepHeaders.ORDER_ID);
    if (endpoint != null && orderId != null) {
      callbacks.add(new Callback(endpoint.replaceFirst("^direct:(//)?", ""), orderId));
    }
  }
}
