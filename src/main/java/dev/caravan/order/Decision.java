package dev.caravan.order;

import java.util.List;

/** What the decider answers to a command. */
sealed interface Decision {

  /** These events happen; none where the command had its effect before. */
  record Accepted(List<OrderEvent> events) implements Decision {}

  record Refused(Refusal reason) implements Decision {}

  static Decision accept(OrderEvent event) {
    return new Accepted(List.of(event));
  }

  static Decision nothingNew() {
    return new Accepted(List.of());
  }

  static Decision refuse(Refusal reason) {
    return new Refused(reason);
  }
}
