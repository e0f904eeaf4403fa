package dev.caravan.choreography;

import dev.caravan.order.Order;
import dev.caravan.order.OrderFlow;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/** The flow {@code order-choreography}: an order that was placed is on its way already. */
@Component
class OrderChoreography implements OrderFlow {
  private final CamelContext context;
  private final Outcomes outcomes;
  private final EndWatch watch;

  OrderChoreography(CamelContext context, Outcomes outcomes, EndWatch watch) {
    this.context = context;
    this.outcomes = outcomes;
    this.watch = watch;
  }

  @Override
  public String name() {
    return ChoreographedSaga.FLOW;
  }

  /** The routes of the participants that this process takes the part of are of that group. */
  @Override
  public boolean isOffered() {
    return context.getRoutes().stream().anyMatch(route -> name().equals(route.getGroup()));
  }

  @Override
  public CompletableFuture<Void> run(Order order) {
    return watch.end(order.orderId());
  }

  @Override
  public CompletableFuture<Void> cancel(Order order, String reason, String actor) {
    outcomes.cancel(order, reason, actor);
    return watch.undone(order.orderId());
  }
}
