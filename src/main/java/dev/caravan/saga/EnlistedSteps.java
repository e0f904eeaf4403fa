package dev.caravan.saga;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.saga.SagaEvent.StepStarted;

/**
 * The steps that this process has enlisted at the coordinator, the last one of each saga. It
 * answers for the steps that come right after it in the same process, so that these need not be
 * enlisted: what it is to call for them is in the saga log.
 *
 * <p>Steps that it has forgotten cost no more than a further participant.
 */
final class EnlistedSteps {
  private static final int KEPT_AT_MOST = 10_000;

  private final Cache<String, StepStarted> lasts =
      Caffeine.newBuilder().maximumSize(KEPT_AT_MOST).build();

  /** The coordinator has taken it in. */
  void add(String sagaId, StepStarted enlisted) {
    lasts.put(sagaId, enlisted);
  }

  /**
   * The step under the one that answers for it; as it is where it has to be enlisted itself. That
   * is so after a step of another process, too: what is undone keeps to the reverse order.
   */
  StepStarted place(StepStarted step, Saga saga) {
    StepStarted enlisted = lasts.getIfPresent(saga.id());
    boolean answered =
        enlisted != null
            && saga.last(any -> true).filter(last -> last.isUnder(enlisted)).isPresent()
            && (step.completion() == null || enlisted.completion() != null);
    return answered ? step.under(enlisted) : step;
  }
}
