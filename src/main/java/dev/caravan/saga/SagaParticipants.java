package dev.caravan.saga;

import dev.caravan.saga.CallbackAddresses.Action;
import dev.caravan.saga.ParticipantCallbacks.Answer;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Calls back the steps of a saga by its log, in reverse order as the coordinator does, where the
 * coordinator does not any more. One that fails does not keep the others from being called.
 */
@Component
class SagaParticipants {
  private final SagaLog log;
  private final StepCallbacks callbacks;
  private final LraCoordinator coordinator;

  SagaParticipants(SagaLog log, StepCallbacks callbacks, LraCoordinator coordinator) {
    this.log = log;
    this.callbacks = callbacks;
    this.coordinator = coordinator;
  }

  /** Runs each compensation that has not succeeded yet once. */
  void compensate(Saga saga) {
    call(saga, Action.COMPENSATE);
  }

  /**
   * Runs each completion once, whether it has run before or not.
   *
   * @return whether all succeeded
   */
  boolean complete(Saga saga) {
    return call(saga, Action.COMPLETE);
  }

  private boolean call(Saga saga, Action action) {
    List<StepStarted> steps = new ArrayList<>(saga.steps().values());
    Collections.reverse(steps);
    boolean all = true;
    for (StepStarted step : steps) {
      Answer answer = callbacks.run(action, log.find(saga.id()), step, lra(saga.id()));
      all &= answer.equals(Answer.DONE);
    }
    return all;
  }

  private URI lra(String sagaId) {
    return SagaIds.lra(coordinator.address(), sagaId);
  }
}
