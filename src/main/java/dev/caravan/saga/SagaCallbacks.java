package dev.caravan.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.saga.CallbackAddresses.Action;
import dev.caravan.saga.CallbackAddresses.Callback;
import dev.caravan.saga.SagaEvent.StepStarted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Answers the coordinator, for an enlisted step and for all that it answers for: each is
 * compensated or completed, the last one first. One that fails does not keep the others from being
 * called.
 */
@Component
class SagaCallbacks implements ParticipantCallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(SagaCallbacks.class);
  private static final int KEPT_AT_MOST = 10_000;

  /** What one step answers is the answer of all, the first of these that any has. */
  private static final List<Answer> BY_WEIGHT =
      List.of(Answer.ENDED_OTHERWISE, Answer.ASK_AGAIN, Answer.GIVEN_UP, Answer.DONE);

  private final CallbackAddresses addresses;
  private final SagaLog log;
  private final StepCallbacks steps;
  private final Counter forged;

  /**
   * Runs of steps whose completion went well. A coordinator in another process waits two seconds
   * for the answer of all, and then calls again.
   */
  private final Cache<String, Answer> completed =
      Caffeine.newBuilder().maximumSize(KEPT_AT_MOST).build();

  /** Enlisted steps that are being called. */
  private final Set<String> called = ConcurrentHashMap.newKeySet();

  SagaCallbacks(
      CallbackAddresses addresses, SagaLog log, StepCallbacks steps, MeterRegistry metrics) {
    this.addresses = addresses;
    this.log = log;
    this.steps = steps;
    this.forged =
        Counter.builder("caravan.saga.callbacks.refused")
            .description("Callbacks that this process never asked for")
            .register(metrics);
  }

  @Override
  public boolean isLocal(URI callback) {
    return addresses.isOurs(callback);
  }

  @Override
  public Answer deliver(URI callback, URI lra) {
    Optional<Callback> verified = addresses.verify(callback);
    if (verified.isEmpty() || !verified.get().sagaId().equals(SagaIds.opaque(lra))) {
      forged.increment();
      LOG.warn("refused a callback for saga {}: its signature is wrong", SagaIds.opaque(lra));
      return Answer.FORBIDDEN;
    }
    if (!called.add(verified.get().step())) {
      return Answer.ASK_AGAIN;
    }
    try {
      return deliver(verified.get(), lra);
    } finally {
      called.remove(verified.get().step());
    }
  }

  private Answer deliver(Callback callback, URI lra) {
    String sagaId = callback.sagaId();
    StepStarted enlisted = enlisted(callback);
    if (enlisted == null) {
      // cannot be: the step is logged before the coordinator learns of it
      LOG.error("saga {} has no step {} in its log", sagaId, callback.step());
      return Answer.ASK_AGAIN;
    }
    if (callback.action() == Action.COMPENSATE) {
      // a step that began later would not be seen here, and nobody would undo it
      log.append(sagaId, known -> known.stoppedBy(Failures.timeRanOut()));
    }
    return each(callback.action(), sagaId, enlisted, lra);
  }

  // another process may have begun it here before, so what is in memory may lack it
  private @Nullable StepStarted enlisted(Callback callback) {
    StepStarted remembered = log.find(callback.sagaId()).steps().get(callback.step());
    return remembered == null
        ? log.reload(callback.sagaId()).steps().get(callback.step())
        : remembered;
  }

  private Answer each(Action action, String sagaId, StepStarted enlisted, URI lra) {
    Map<String, Answer> answers = new HashMap<>();
    while (true) {
      // read anew each time: a step may have begun until the first one was compensated or completed
      Saga saga = log.find(sagaId);
      Optional<StepStarted> next =
          saga.last(step -> step.isUnder(enlisted) && !answers.containsKey(step.step()));
      if (next.isEmpty()) {
        break;
      }
      answers.put(next.get().step(), run(action, saga, next.get(), lra));
    }
    return BY_WEIGHT.stream().filter(answers::containsValue).findFirst().orElseThrow();
  }

  private Answer run(Action action, Saga saga, StepStarted step, URI lra) {
    if (action == Action.COMPENSATE) {
      return steps.run(action, saga, step, lra);
    }
    Answer before = completed.getIfPresent(step.step());
    if (before != null) {
      return before;
    }
    Answer answer = steps.run(action, saga, step, lra);
    if (answer == Answer.DONE && step.completion() != null) {
      completed.put(step.step(), answer);
    }
    return answer;
  }
}
