package dev.caravan.choreography;

import dev.caravan.order.Actor;

/** How the saga of an order is named that no coordinator has named. */
final class ChoreographedSaga {
  /** What an order names as its flow. */
  static final String FLOW = "order-choreography";

  /** The category of the streams that hold the signals. */
  static final String CATEGORY = "choreography";

  private ChoreographedSaga() {}

  /** The saga's opaque id, which is also the stream of its signals. */
  static String id(String orderId) {
    return CATEGORY + "-" + orderId;
  }

  /** Somebody who acts within the order's saga. */
  static Actor actor(String name, String orderId) {
    return new Actor(name, id(orderId));
  }
}
