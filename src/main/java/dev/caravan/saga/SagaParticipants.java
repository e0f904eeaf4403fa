package dev.caravan.saga;

import dev.caravan.saga.CallbackAddresses.Action;
import dev.caravan.saga.CallbackAddresses.Callback;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Calls the participants of a saga by its log, in reverse order as the coordinator does, where the
 * coordinator does not any more. One that fails does not keep the others from being called.
 */
@Component
class SagaParticipants {
  private final ParticipantCallbacks callbacks;
  private final CallbackAddresses addresses;
  private final LraCoordinator coordinator;

  SagaParticipants(
      ParticipantCallbacks callbacks, CallbackAddresses addresses, LraCoordinator coordinator) {
    this.callbacks = callbacks;
    this.addresses = addresses;
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
      ParticipantCallbacks.Answer answer =
          callbacks.deliver(
              addresses.of(new Callback(saga.id(), step.step(), action)), lra(saga.id()));
      all &= answer.status() == 200;
    }
    return all;
  }

  private URI lra(String sagaId) {
    return SagaIds.lra(coordinator.address(), sagaId);
  }
}
