package dev.caravan.shipping;

import static dev.caravan.order.StepHeaders.ORDER_ID;
import static dev.caravan.order.StepHeaders.actor;
import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Order;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** Shipping's step and its compensation. */
@Component
class ShippingRoutes extends RouteBuilder {
  private static final String ACTOR = "shipping";

  private final Shipments shipments;

  ShippingRoutes(Shipments shipments) {
    this.shipments = shipments;
  }

  @Override
  public void configure() {
    from("direct:shipping-schedule")
        .routeId("shipping-schedule")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Schedules the order's shipment")
        .routeConfigurationId("steps")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .compensation("direct:shipping-cancel")
        .process(e -> shipments.schedule(e.getMessage().getBody(Order.class), actor(ACTOR, e)));

    from("direct:shipping-cancel")
        .routeId("shipping-cancel")
        .routeDescription("Recalls the order's shipment")
        .routeConfigurationId("compensations")
        .process(e -> shipments.cancel(orderId(e), actor(ACTOR, e)));

    from("direct:shipping-recall")
        .routeId("shipping-recall")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Recalls the shipment of a confirmed order when its cancellation closes")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .completion("direct:shipping-cancel")
        .log("order ${header.orderId}: the shipment will be recalled");
  }
}
