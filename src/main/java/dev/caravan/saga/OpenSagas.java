package dev.caravan.saga;

import dev.caravan.order.OpenOrders;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The sagas that have not ended, as far as they keep a revision of a YAML flow in use. */
@Component
public class OpenSagas {
  private final OpenOrders orders;

  OpenSagas(OpenOrders orders) {
    this.orders = orders;
  }

  /** How many there are of each revision, by flow; none where there is none. */
  public Map<String, Map<Integer, Long>> byRevision() {
    return orders.byRevision();
  }

  /** Whether there is one, of whatever flow, that may have begun by a time. */
  public boolean anyBegunBy(Instant time) {
    return !orders.placedBefore(time.plusNanos(1_000), Set.of(), 1).isEmpty();
  }
}
