package dev.caravan.choreography;

import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.choreography.SagaSignal.ShipmentBarred;
import dev.caravan.order.Order;
import dev.caravan.order.Orders;
import dev.caravan.shipping.Shipments;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What shipping does when events ask for it. */
@Component
class ShippingReactions extends RouteBuilder {
  private static final String ACTOR = "shipping";

  private final Shipments shipments;
  private final Orders orders;
  private final SagaSignals signals;

  ShippingReactions(Shipments shipments, Orders orders, SagaSignals signals) {
    this.shipments = shipments;
    this.orders = orders;
    this.signals = signals;
  }

  @Override
  public void configure() {
    from("direct:choreography-schedule")
        .routeId("choreography-schedule")
        .routeDescription("Schedules the shipment of an order that is paid")
        .routeConfigurationId(ReactionPolicies.FORWARD)
        .process(this::schedule);

    from("direct:choreography-recall")
        .routeId("choreography-recall")
        .routeDescription("Recalls the shipment of an order that is to be undone")
        .routeConfigurationId(ReactionPolicies.BACKWARD)
        .process(this::recall);
  }

  private void schedule(Exchange exchange) {
    Order order = exchange.getMessage().getBody(Order.class);
    if (order.status().isOpen()) {
      shipments.schedule(order, ChoreographedSaga.actor(ACTOR, order.orderId()));
    }
  }

  private void recall(Exchange exchange) {
    String orderId = orderId(exchange);
    shipments.cancel(orderId, ChoreographedSaga.actor(ACTOR, orderId));
    if (orders.find(orderId).orElseThrow().shipmentId() == null) {
      signals.give(exchange, new ShipmentBarred(), ACTOR);
    }
  }
}
