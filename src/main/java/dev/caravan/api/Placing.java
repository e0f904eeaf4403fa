package dev.caravan.api;

import dev.caravan.api.Waiting.End;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderAnswer;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.Orders;
import dev.caravan.saga.OrderFlows;
import dev.caravan.saga.SagaNotClosedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes orders in and runs their sagas. */
@Component
class Placing {
  private static final Logger LOG = LoggerFactory.getLogger(Placing.class);

  private final Orders orders;
  private final OrderFlows flows;
  private final Admission admission;
  private final Waiting waiting;
  private final OrderAnswers answers;

  Placing(
      Orders orders, OrderFlows flows, Admission admission, Waiting waiting, OrderAnswers answers) {
    this.orders = orders;
    this.flows = flows;
    this.admission = admission;
    this.waiting = waiting;
    this.answers = answers;
  }

  /** Places an order; where it was placed before, answers with it as it stands. */
  CompletionStage<Answer> place(OrderPlaced placed, Actor actor, boolean respondAsync) {
    admission.enter();
    CompletableFuture<Void> saga = null;
    try {
      OrderAnswer answer = orders.handle(placed.orderId(), new OrderCommand.Place(placed), actor);
      if (!(answer instanceof OrderAnswer.Changed changed)) {
        return CompletableFuture.completedFuture(stored(placed.orderId(), answer));
      }
      saga = run(changed.order());
      if (saga == null || respondAsync) {
        return CompletableFuture.completedFuture(answers.of(202, changed.order()));
      }
      CompletableFuture<Void> running = saga;
      return waiting.answer(saga, end -> outcome(placed.orderId(), end, running));
    } finally {
      if (saga == null) {
        admission.leave();
      } else {
        saga.whenComplete((nothing, failure) -> admission.leave());
      }
    }
  }

  private @Nullable CompletableFuture<Void> run(Order order) {
    try {
      return flows.run(order);
    } catch (RejectedExecutionException e) {
      // too late to refuse it: the order is stored, and recovery cancels it like one that a crash
      // left behind
      LOG.warn("order {} is left to recovery: too many sagas run", order.orderId());
      return null;
    }
  }

  private Answer stored(String orderId, OrderAnswer answer) {
    if (answer instanceof OrderAnswer.Unchanged unchanged) {
      return answers.of(200, unchanged.order());
    }
    return Answer.of(
        Problem.of(409, "other-content", "there is an order of that id with other content")
            .with("orderId", orderId));
  }

  private Answer outcome(String orderId, End end, CompletableFuture<Void> saga) {
    Order order = orders.afterSaga(orderId).orElseThrow();
    if (order.failure() != null) {
      return OrderAnswers.failed(order, order.failure());
    }
    // cancelled without a failure: it was confirmed, and the customer has undone it since
    if (order.status() == OrderStatus.CONFIRMED || order.status() == OrderStatus.CANCELLED) {
      return answers.of(201, order);
    }
    if (end != End.STOPPED) {
      return answers.of(202, order);
    }
    // something is still to be done or undone
    return stop(saga)
        .map(failure -> OrderAnswers.failed(order, failure))
        .orElseGet(() -> OrderAnswers.unavailable(order));
  }

  /** What stopped a saga that has failed, where that is known. */
  private static Optional<Failure> stop(CompletableFuture<Void> saga) {
    return saga.handle(
            (nothing, error) ->
                ErrorAnswers.cause(error) instanceof SagaNotClosedException stopped
                    ? Optional.of(stopped.failure())
                    : Optional.<Failure>empty())
        .join();
  }
}
