package dev.caravan.saga;

import dev.caravan.order.StepHeaders;
import dev.caravan.saga.Discrepancy.Kind;
import dev.caravan.saga.LraCoordinator.KnownSaga;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compares what the coordinator knows with the saga log. */
@Component
class CoordinatorComparison {
  private final SagaLeases leases;
  private final SagaLog log;
  private final KnownSagas coordinators;
  private final LraCoordinator coordinator;

  CoordinatorComparison(
      SagaLeases leases, SagaLog log, KnownSagas coordinators, LraCoordinator coordinator) {
    this.leases = leases;
    this.log = log;
    this.coordinators = coordinators;
    this.coordinator = coordinator;
  }

  /**
   * What differs now; a saga that begins or ends meanwhile may be among it.
   *
   * @throws CoordinatorUnavailableException where nothing can be said
   */
  List<Finding> compare() {
    // in this order: what is open and not over by then is known to a coordinator that lost nothing
    List<Saga> open = leases.mine().stream().map(log::find).filter(Saga::isOpen).toList();
    // under load some always end meanwhile: no reason to have it read its store at each look
    Map<String, KnownSaga> known = coordinators.listed();
    List<Finding> found = new ArrayList<>();
    for (Saga saga : open) {
      if (saga.orphaned() || saga.isToClose()) {
        found.add(finding(Kind.NOT_ENDED, saga, "it was left behind and is tried again", null));
      } else if (!known.containsKey(saga.id())) {
        found.add(
            finding(
                Kind.LOST_BY_COORDINATOR,
                saga,
                "it is undone by its log",
                () -> leases.look(saga.id())));
      }
    }
    known.forEach((id, there) -> compare(log.find(id), there, found));
    return found;
  }

  private void compare(Saga here, KnownSaga there, List<Finding> found) {
    if (here.version() == 0) {
      String detail = "it was started at " + there.startedAt() + " and is " + word(there.outcome());
      found.add(new Finding(Kind.UNKNOWN_HERE, here.id(), there.clientId(), detail, null));
    } else if (here.status() == Saga.Status.CLOSED && !isDecided(there, true)) {
      found.add(otherwise(here, there, () -> coordinator.close(there.lra())));
    } else if (here.status() == Saga.Status.CANCELLED && !isDecided(there, false)) {
      found.add(otherwise(here, there, () -> coordinator.cancel(there.lra())));
    }
  }

  // what it has not decided yet it can be told; the participants answer that they are done
  private static Finding otherwise(Saga here, KnownSaga there, Runnable tell) {
    return finding(
        Kind.ENDED_OTHERWISE,
        here,
        "it is " + here.status() + ", and " + word(there.outcome()) + " at the coordinator",
        there.outcome() == null ? tell : null);
  }

  private static Finding finding(Kind kind, Saga saga, String detail, @Nullable Runnable repair) {
    return new Finding(kind, saga.id(), key(saga), detail, repair);
  }

  private static @Nullable String key(Saga saga) {
    return saga.option(
        options -> options.getOrDefault(StepHeaders.ORDER_ID, options.get(ProcessHeaders.KEY)));
  }

  private static String word(@Nullable SagaOutcome outcome) {
    return outcome == null ? "ACTIVE" : outcome.name();
  }

  /** Whether the coordinator decided that way; it may not have decided yet. */
  private static boolean isDecided(KnownSaga there, boolean close) {
    return there.outcome() != null && there.outcome().isClose() == close;
  }
}
