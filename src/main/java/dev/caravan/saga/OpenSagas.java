package dev.caravan.saga;

import dev.caravan.order.OpenOrders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The sagas that have not ended, as far as they keep a revision of a YAML flow in use. */
@Component
public class OpenSagas {
  private final OpenOrders orders;
  private final List<FlowUse> others;

  OpenSagas(OpenOrders orders, List<FlowUse> others) {
    this.orders = orders;
    this.others = others;
  }

  /** How many there are of each revision, by flow; none where there is none. */
  public Map<String, Map<Integer, Long>> byRevision() {
    Map<String, Map<Integer, Long>> all = new TreeMap<>(orders.byRevision());
    others.forEach(other -> all.putAll(other.byRevision()));
    return all;
  }

  /** Whether there is one, of whatever flow, that may have begun by a time. */
  public boolean anyBegunBy(Instant time) {
    return !orders.placedBefore(time.plusNanos(1_000), Set.of(), 1).isEmpty()
        || others.stream().anyMatch(other -> other.anyBegunBy(time));
  }
}
