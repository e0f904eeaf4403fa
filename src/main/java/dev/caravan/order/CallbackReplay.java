package dev.caravan.order;

import java.util.List;

/** What of a participant's tables follows from the saga log and from no event of an order. */
public interface CallbackReplay {

  /**
   * A compensation or a completion of an order.
   *
   * @param endpoint the route that was called, such as {@code inventory-release}
   */
  record Callback(String endpoint, String orderId) {}

  /**
   * These compensations ran, or these completions are to run for certain: their sagas closed. Comes
   * after the events of the orders up to there; one may come more than once.
   */
  void called(List<Callback> callbacks);
}
