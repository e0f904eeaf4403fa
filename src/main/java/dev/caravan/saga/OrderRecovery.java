package dev.caravan.saga;

import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.OpenOrders;
import dev.caravan.order.OrderAnswer;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderFlow;
import dev.caravan.order.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Ends orders that nobody will end any more: accepted, but their saga never began. At once where
 * the process that took them in is gone; one that lives may still have them in its queue, so theirs
 * wait until no saga could last longer. Where the saga has begun, it ends both, or whoever recovers
 * it. Flows without the coordinator look after their own orders.
 */
@Component
class OrderRecovery extends RouteBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(OrderRecovery.class);
  private static final int BATCH = 100;
  private static final Failure FAILURE = Failures.interrupted("order");

  private final OpenOrders open;
  private final UnbegunOrders unbegun;
  private final Orders orders;
  private final SagaTime time;
  private final List<String> otherFlows;

  OrderRecovery(
      OpenOrders open,
      UnbegunOrders unbegun,
      Orders orders,
      SagaTime time,
      ObjectProvider<OrderFlow> others) {
    this.open = open;
    this.unbegun = unbegun;
    this.orders = orders;
    this.time = time;
    this.otherFlows = others.stream().map(OrderFlow::name).toList();
  }

  @Override
  public void configure() {
    from("timer:order-recovery?period=5s")
        .routeId("order-recovery")
        .routeDescription("Ends orders that were left behind by a crash")
        .process(exchange -> sweep());
  }

  void sweep() {
    cancel(unbegun.leftBehind(otherFlows));
    List<String> apart = new ArrayList<>(otherFlows);
    open.byRevision()
        .forEach(
            (flow, revisions) -> {
              Duration patience = time.patience(flow, revisions.keySet());
              if (!otherFlows.contains(flow) && !patience.equals(time.patience())) {
                apart.add(flow);
                cancel(unbegun.ofFlow(flow, patience));
              }
            });
    cancel(unbegun.openFor(time.patience(), apart, BATCH));
  }

  private void cancel(List<String> orderIds) {
    for (String orderId : orderIds) {
      OrderAnswer answer =
          orders.handle(
              orderId,
              new OrderCommand.Cancel(FAILURE.detail(), FAILURE),
              new Actor("recovery", null));
      if (answer.taken()) {
        LOG.info("order {} was left behind and is cancelled", orderId);
      }
    }
  }
}
