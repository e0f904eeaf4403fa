package dev.caravan.api;

import dev.caravan.api.Waiting.End;
import dev.caravan.order.Actor;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.saga.OrderFlows;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/** Undoes confirmed orders. */
@Component
class Cancelling {
  private final Orders orders;
  private final OrderFlows flows;
  private final Waiting waiting;
  private final OrderAnswers answers;

  Cancelling(Orders orders, OrderFlows flows, Waiting waiting, OrderAnswers answers) {
    this.orders = orders;
    this.flows = flows;
    this.waiting = waiting;
    this.answers = answers;
  }

  CompletionStage<Answer> cancel(String orderId, String reason, Actor actor) {
    Order order = orders.find(orderId).orElseThrow(() -> unknown(orderId));
    if (order.status() == OrderStatus.CANCELLED && order.failure() == null) {
      return CompletableFuture.completedFuture(answers.of(200, order));
    }
    if (order.status() != OrderStatus.CONFIRMED) {
      throw new ProblemException(
          OrderAnswers.conflict(
              "not-cancellable",
              "only a confirmed order can be cancelled",
              orderId,
              order.status()));
    }
    return waiting.answer(flows.cancel(order, reason, actor.name()), end -> outcome(orderId, end));
  }

  private Answer outcome(String orderId, End end) {
    Order order = orders.find(orderId).orElseThrow();
    if (order.failure() != null) {
      return OrderAnswers.failed(order, order.failure());
    }
    if (order.status() == OrderStatus.CANCELLED) {
      return answers.of(200, order);
    }
    return end == End.STOPPED ? OrderAnswers.unavailable(order) : answers.of(202, order);
  }

  private static ProblemException unknown(String orderId) {
    return new ProblemException(Problem.unknown("order", orderId));
  }
}
