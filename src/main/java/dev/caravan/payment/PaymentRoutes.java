package dev.caravan.payment;

import static dev.caravan.order.StepHeaders.ORDER_ID;
import static dev.caravan.order.StepHeaders.actor;
import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Order;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** Payment's step and its compensation. */
@Component
class PaymentRoutes extends RouteBuilder {
  private static final String ACTOR = "payment";

  private final Payments payments;

  PaymentRoutes(Payments payments) {
    this.payments = payments;
  }

  @Override
  public void configure() {
    from("direct:payment-charge")
        .routeId("payment-charge")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Charges the order's total")
        .routeConfigurationId("steps")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .compensation("direct:payment-refund")
        .process(e -> payments.charge(e.getMessage().getBody(Order.class), actor(ACTOR, e)));

    from("direct:payment-refund")
        .routeId("payment-refund")
        .routeDescription("Gives back what was charged for the order")
        .routeConfigurationId("compensations")
        .process(e -> payments.refund(orderId(e), actor(ACTOR, e)));

    from("direct:payment-return")
        .routeId("payment-return")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Refunds a confirmed order when its cancellation closes")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .completion("direct:payment-refund")
        .log("order ${header.orderId}: the payment will be refunded");
  }
}
