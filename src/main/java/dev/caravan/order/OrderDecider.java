package dev.caravan.order;

import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StepDone;
import dev.caravan.order.OrderEvent.StepEvent;
import dev.caravan.order.OrderEvent.StepRefused;
import dev.caravan.order.OrderEvent.StepUndone;
import dev.caravan.order.OrderState.Unplaced;

/** Decides what a command does to an order: a pure function of the order's state. */
final class OrderDecider {
  private OrderDecider() {}

  static Decision decide(OrderState state, OrderCommand command) {
    if (command instanceof OrderCommand.Place place) {
      return place(state, place.order());
    }
    if (!(state instanceof Order order)) {
      return Decision.refuse(Refusal.UNKNOWN_ORDER);
    }
    if (command instanceof OrderCommand.Record fact) {
      return take(order, fact.event());
    }
    if (command instanceof OrderCommand.Confirm) {
      return confirm(order);
    }
    if (command instanceof OrderCommand.Cancel cancel) {
      return cancel(order, cancel);
    }
    return fail(order, (OrderCommand.Fail) command);
  }

  private static Decision place(OrderState state, OrderPlaced asked) {
    if (state instanceof Unplaced) {
      return Decision.accept(asked);
    }
    return ((Order) state).placed().sameContentAs(asked)
        ? Decision.nothingNew()
        : Decision.refuse(Refusal.OTHER_CONTENT);
  }

  private static Decision take(Order order, StepEvent event) {
    boolean stands = order.standing().contains(event.effect());
    if (event instanceof StepUndone) {
      return stands ? Decision.accept(event) : Decision.nothingNew();
    }
    if (event instanceof StepDone && stands) {
      return Decision.nothingNew();
    }
    if (event instanceof StepRefused refused && refused.failure().equals(order.failure())) {
      return Decision.nothingNew();
    }
    return order.status().isOpen() ? Decision.accept(event) : Decision.refuse(Refusal.NOT_OPEN);
  }

  private static Decision confirm(Order order) {
    if (order.status() == OrderStatus.CONFIRMED) {
      return Decision.nothingNew();
    }
    return order.status().isOpen()
        ? Decision.accept(new OrderConfirmed())
        : Decision.refuse(Refusal.NOT_OPEN);
  }

  private static Decision cancel(Order order, OrderCommand.Cancel cancel) {
    if (order.status() == OrderStatus.CANCELLED) {
      return Decision.nothingNew();
    }
    if (!order.standing().isEmpty()) {
      return Decision.refuse(Refusal.EFFECTS_STANDING);
    }
    // what a step said when it refused is nearer to the cause than what the saga makes of it
    Failure failure = order.failure() == null ? cancel.failure() : order.failure();
    return Decision.accept(
        new OrderCancelled(
            order.failure() == null ? cancel.reason() : order.failure().detail(), failure));
  }

  private static Decision fail(Order order, OrderCommand.Fail fail) {
    return order.status().isFinal()
        ? Decision.nothingNew()
        : Decision.accept(new OrderFailed(fail.failure()));
  }
}
