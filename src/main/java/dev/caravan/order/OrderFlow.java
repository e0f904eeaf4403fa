package dev.caravan.order;

import java.util.concurrent.CompletableFuture;

/** A flow that brings orders to their end by other means than a route under the coordinator. */
public interface OrderFlow {

  /** What an order names as its flow. */
  String name();

  /** Whether orders can name it in this process. */
  boolean isOffered();

  /**
   * Takes charge of an order that was placed.
   *
   * @return completes when the order has ended, in whatever process
   */
  CompletableFuture<Void> run(Order order);

  /**
   * Undoes a confirmed order.
   *
   * @param reason the customer's words
   * @param actor who wants it so
   * @return completes when it is undone, or an operator is needed
   */
  CompletableFuture<Void> cancel(Order order, String reason, String actor);
}
