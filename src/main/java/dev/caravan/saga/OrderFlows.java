package dev.caravan.saga;

import dev.caravan.order.Order;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Runs orders through their flows. What became of an order is read from the order itself. */
public interface OrderFlows {

  /** The flows that an order can name. */
  Set<String> names();

  /** Whether an order can name the flow; cheaper than to look for it among all names. */
  boolean has(String flow);

  /** The revision of a flow that new orders take. */
  int revision(String flow);

  /**
   * Starts the order's saga on a thread of its own.
   *
   * @return completes when the saga has ended, normally or by what stopped it; an order that could
   *     not be brought to an end is then left to recovery
   * @throws java.util.concurrent.RejectedExecutionException where too many run already
   */
  CompletableFuture<Void> run(Order order);

  /**
   * Undoes a confirmed order by a saga of its own.
   *
   * @param reason the customer's words
   * @param actor who wants it so
   * @return as for {@link #run}
   * @throws java.util.concurrent.RejectedExecutionException where too many run already
   */
  CompletableFuture<Void> cancel(Order order, String reason, String actor);
}
