package dev.caravan.saga;

import dev.caravan.saga.LraCoordinator.KnownSaga;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The coordinator's sagas by their opaque ids. */
@Component
class KnownSagas {
  private final LraCoordinator coordinator;

  KnownSagas(LraCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  /**
   * All that it knows.
   *
   * @param expected where one of these is missing, the coordinator is told to look in its store
   * @throws CoordinatorUnavailableException where it does not say
   */
  Map<String, KnownSaga> all(Collection<String> expected) {
    Map<String, KnownSaga> known = listed();
    if (known.keySet().containsAll(expected)) {
      return known;
    }
    coordinator.scan();
    return listed();
  }

  /**
   * What it lists now; one that was started a moment ago may not have read all of its store yet.
   *
   * @throws CoordinatorUnavailableException where it does not say
   */
  Map<String, KnownSaga> listed() {
    return coordinator.sagas().stream()
        .collect(Collectors.toMap(saga -> SagaIds.opaque(saga.lra()), Function.identity()));
  }
}
