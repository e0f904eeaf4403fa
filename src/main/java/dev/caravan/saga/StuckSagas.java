package dev.caravan.saga;

import dev.caravan.order.Failure;
import java.util.Map;

/** Is told of sagas that need an operator. */
public interface StuckSagas {

  /**
   * A compensation gave up.
   *
   * @param options of the saga's first participant
   */
  void gaveUp(String sagaId, Map<String, String> options, Failure failure);
}
