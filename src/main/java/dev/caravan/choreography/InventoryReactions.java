package dev.caravan.choreography;

import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.choreography.SagaSignal.StockBarred;
import dev.caravan.inventory.Reservations;
import dev.caravan.order.Order;
import dev.caravan.order.Orders;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What inventory does when events ask for it. */
@Component
class InventoryReactions extends RouteBuilder {
  private static final String ACTOR = "inventory";

  private final Reservations reservations;
  private final Orders orders;
  private final SagaSignals signals;

  InventoryReactions(Reservations reservations, Orders orders, SagaSignals signals) {
    this.reservations = reservations;
    this.orders = orders;
    this.signals = signals;
  }

  @Override
  public void configure() {
    from("direct:choreography-reserve")
        .routeId("choreography-reserve")
        .routeDescription("Holds the items of an order that was placed")
        .routeConfigurationId(ReactionPolicies.FORWARD)
        .process(this::reserve);

    from("direct:choreography-commit")
        .routeId("choreography-commit")
        .routeDescription("Takes the held items of a confirmed order off the stock")
        .routeConfigurationId(ReactionPolicies.BACKWARD)
        .process(e -> reservations.commit(orderId(e)));

    from("direct:choreography-release")
        .routeId("choreography-release")
        .routeDescription("Gives the items of an order that is not paid back to the stock")
        .routeConfigurationId(ReactionPolicies.BACKWARD)
        .process(this::release);
  }

  private void reserve(Exchange exchange) {
    Order order = exchange.getMessage().getBody(Order.class);
    if (order.status().isOpen()) {
      reservations.reserve(order, ChoreographedSaga.actor(ACTOR, order.orderId()));
    }
  }

  private void release(Exchange exchange) {
    String orderId = orderId(exchange);
    reservations.release(orderId, ChoreographedSaga.actor(ACTOR, orderId));
    if (orders.find(orderId).orElseThrow().reservationId() == null) {
      signals.give(exchange, new StockBarred(), ACTOR);
    }
  }
}
