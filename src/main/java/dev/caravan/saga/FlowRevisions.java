package dev.caravan.saga;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The YAML flows, of which several revisions may run at once. */
public interface FlowRevisions {

  /**
   * The flows that an order can name, each with the revision that new orders take.
   *
   * @throws FlowsNotReadyException before they are loaded
   */
  Map<String, Integer> forOrders();

  /**
   * The flows that begin a process, each with the revision that new processes take.
   *
   * @throws FlowsNotReadyException before they are loaded
   */
  Map<String, Integer> forProcesses();

  /**
   * Where an order or a process enters a revision, which is loaded if it is not; empty where there
   * is no such revision.
   */
  Optional<Entry> entry(String flow, int revision);

  /**
   * Where a revision begins.
   *
   * @param timeLimit of a saga that begins there; null where it is that of all sagas
   */
  record Entry(String endpoint, @Nullable Duration timeLimit) {}
}
