package dev.caravan.inventory;

import static dev.caravan.order.StepHeaders.ORDER_ID;
import static dev.caravan.order.StepHeaders.actor;
import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Order;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.stereotype.Component;

/** Inventory's step, its completion and its compensation. */
@Component
class InventoryRoutes extends RouteBuilder {
  private static final String ACTOR = "inventory";

  private final Reservations reservations;

  InventoryRoutes(Reservations reservations) {
    this.reservations = reservations;
  }

  @Override
  public void configure() {
    from("direct:inventory-reserve")
        .routeId("inventory-reserve")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Holds the order's items in stock")
        .routeConfigurationId("steps")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .compensation("direct:inventory-release")
        .completion("direct:inventory-commit")
        .process(e -> reservations.reserve(e.getMessage().getBody(Order.class), actor(ACTOR, e)));

    from("direct:inventory-commit")
        .routeId("inventory-commit")
        .routeDescription("Takes the held items off the stock")
        .routeConfigurationId("compensations")
        .process(e -> reservations.commit(orderId(e)));

    from("direct:inventory-release")
        .routeId("inventory-release")
        .routeDescription("Gives the order's items back to the stock")
        .routeConfigurationId("compensations")
        .process(e -> reservations.release(orderId(e), actor(ACTOR, e)));

    from("direct:inventory-return")
        .routeId("inventory-return")
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Gives the items of a confirmed order back when its cancellation closes")
        .saga()
        .propagation(SagaPropagation.MANDATORY)
        .option(ORDER_ID, header(ORDER_ID))
        .completion("direct:inventory-release")
        .log("order ${header.orderId}: items will go back to the stock");
  }
}
