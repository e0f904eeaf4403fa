package dev.caravan.choreography;

import dev.caravan.choreography.SagaSignal.UndoRequested;
import dev.caravan.choreography.SagaSignals.Undo;
import dev.caravan.order.Failure;
import dev.caravan.order.OpenOrders;
import dev.caravan.order.Order;
import dev.caravan.order.OrderAnswer;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.Orders;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How a choreographed saga ends. Whether an order is confirmed or to be undone is decided once: who
 * decides holds the order's row among the open ones.
 */
@Component
class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
  private static final String ORDER = "order";

  private final OpenOrders open;
  private final Orders orders;
  private final SagaSignals signals;
  private final TransactionTemplate transaction;

  Outcomes(OpenOrders open, Orders orders, SagaSignals signals, TransactionTemplate transaction) {
    this.open = open;
    this.orders = orders;
    this.signals = signals;
    this.transaction = transaction;
  }

  /**
   * Has an open order undone; nothing where it has ended.
   *
   * @param actor who gives up on it
   */
  void stop(String orderId, Failure failure, String actor) {
    transaction.executeWithoutResult(
        status -> {
          if (open.lock(orderId)
              && signals.give(
                  orderId,
                  new UndoRequested(failure.detail(), failure),
                  ChoreographedSaga.actor(actor, orderId),
                  orders.find(orderId).map(Order::lastEvent).orElse(null))) {
            LOG.info("order {} is undone: {}", orderId, failure.detail());
          }
        });
  }

  /**
   * Has a confirmed order undone for its customer.
   *
   * @param actor who wants it so
   */
  void cancel(Order order, String reason, String actor) {
    signals.give(
        order.orderId(),
        new UndoRequested(reason, null),
        ChoreographedSaga.actor(actor, order.orderId()),
        order.lastEvent());
  }

  /** Confirms an order of which all steps took effect, unless it is to be undone. */
  void confirm(String orderId) {
    transaction.executeWithoutResult(
        status -> {
          if (open.lock(orderId) && signals.undo(orderId).isEmpty()) {
            orders.handle(
                orderId, new OrderCommand.Confirm(), ChoreographedSaga.actor(ORDER, orderId));
          }
        });
  }

  /** Ends an order of which nothing stands any more. */
  void cancelled(String orderId) {
    transaction.executeWithoutResult(
        status -> {
          open.lock(orderId);
          end(orderId);
        });
  }

  private void end(String orderId) {
    Order order = orders.find(orderId).orElseThrow();
    Optional<Undo> asked = signals.undo(orderId);
    OrderCommand.Cancel command =
        asked
            .map(Undo::request)
            .map(undo -> new OrderCommand.Cancel(undo.reason(), undo.failure()))
            .orElseGet(() -> new OrderCommand.Cancel("a step refused", order.failure()));
    String actor =
        asked.filter(undo -> undo.request().failure() == null).map(Undo::actor).orElse(ORDER);
    OrderAnswer answer = orders.handle(orderId, command, ChoreographedSaga.actor(actor, orderId));
    if (answer instanceof OrderAnswer.Refused refused) {
      throw new IllegalStateException("order " + orderId + " cannot end: " + refused.reason());
    }
  }
}
