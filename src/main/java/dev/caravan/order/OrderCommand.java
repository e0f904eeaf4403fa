package dev.caravan.order;

import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StepEvent;
import org.jspecify.annotations.Nullable;

/** What can be asked of an order. Each may come twice; the second changes nothing. */
public sealed interface OrderCommand {

  /** Takes the order in. */
  record Place(OrderPlaced order) implements OrderCommand {}

  /** Takes down what a participant did. */
  record Record(StepEvent event) implements OrderCommand {}

  /** Ends the order well. */
  record Confirm() implements OrderCommand {}

  /** Ends the order once all its effects are undone. */
  record Cancel(String reason, @Nullable Failure failure) implements OrderCommand {}

  /** Hands the order to an operator. */
  record Fail(Failure failure) implements OrderCommand {}
}
