package dev.caravan.coordinator;

import io.narayana.lra.coordinator.domain.model.LongRunningAction;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.lra.annotation.LRAStatus;
import org.jspecify.annotations.Nullable;

/**
 * The sagas that this process started and did not end yet, so that the outcome of one that its
 * deadline ended can still be told. Bounded: a saga that nobody ends falls out in time.
 */
final class StartedSagas {
  private static final int LIMIT = 10_000;

  private final Map<URI, LongRunningAction> sagas =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, LongRunningAction> eldest) {
          return size() > LIMIT;
        }
      };

  synchronized void add(LongRunningAction saga) {
    sagas.put(saga.getId(), saga);
  }

  synchronized void remove(URI lra) {
    sagas.remove(lra);
  }

  synchronized @Nullable LRAStatus status(URI lra) {
    LongRunningAction saga = sagas.get(lra);
    return saga == null ? null : saga.getLRAStatus();
  }
}
