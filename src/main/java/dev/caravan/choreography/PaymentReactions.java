package dev.caravan.choreography;

import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.choreography.SagaSignal.PaymentBarred;
import dev.caravan.order.Order;
import dev.caravan.order.Orders;
import dev.caravan.payment.Payments;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What payment does when events ask for it. */
@Component
class PaymentReactions extends RouteBuilder {
  private static final String ACTOR = "payment";

  private final Payments payments;
  private final Orders orders;
  private final SagaSignals signals;

  PaymentReactions(Payments payments, Orders orders, SagaSignals signals) {
    this.payments = payments;
    this.orders = orders;
    this.signals = signals;
  }

  @Override
  public void configure() {
    from("direct:choreography-charge")
        .routeId("choreography-charge")
        .routeDescription("Charges an order whose items are held")
        .routeConfigurationId(ReactionPolicies.FORWARD)
        .process(this::charge);

    from("direct:choreography-refund")
        .routeId("choreography-refund")
        .routeDescription("Gives back what was charged for an order that is not shipped")
        .routeConfigurationId(ReactionPolicies.BACKWARD)
        .process(this::refund);
  }

  private void charge(Exchange exchange) {
    Order order = exchange.getMessage().getBody(Order.class);
    // the provider is asked before anything of ours could refuse: not for an order that has ended
    if (order.status().isOpen()) {
      payments.charge(order, ChoreographedSaga.actor(ACTOR, order.orderId()));
    }
  }

  private void refund(Exchange exchange) {
    String orderId = orderId(exchange);
    payments.refund(orderId, ChoreographedSaga.actor(ACTOR, orderId));
    if (orders.find(orderId).orElseThrow().paymentId() == null) {
      signals.give(exchange, new PaymentBarred(), ACTOR);
    }
  }
}
