package dev.caravan.saga;

import static dev.caravan.order.StepHeaders.ORDER_ID;
import static dev.caravan.order.StepHeaders.actor;
import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.order.Failure;
import dev.caravan.order.OrderAnswer;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.Orders;
import dev.caravan.order.Refusal;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The order as a participant of its own saga: its completion confirms it, its compensation cancels
 * it. So the order follows what the coordinator really did.
 */
@Component
class OrderRoutes extends RouteBuilder {
  /** Why a confirmed order is undone, and who wants it so. */
  static final String REASON = "reason";

  static final String ACTOR = "actor";

  private static final String ORDER = "order";

  private final Orders orders;
  private final SagaEnds ends;

  OrderRoutes(Orders orders, SagaEnds ends) {
    this.orders = orders;
    this.ends = ends;
  }

  @Override
  public void configure() {
    from("direct:order-fulfilment-java")
        .routeId("order-fulfilment-java")
        .routeGroup(OrderFlowRunner.GROUP)
        .routeDescription("Takes an order through inventory, payment and shipping")
        .saga()
        .option(ORDER_ID, header(ORDER_ID))
        .compensation("direct:order-cancel")
        .completion("direct:order-confirm")
        .to("{{caravan.step.inventory.reserve}}")
        .to("{{caravan.step.payment.charge}}")
        .to("{{caravan.step.shipping.schedule}}");

    from("direct:order-confirm")
        .routeId("order-confirm")
        .routeDescription("Confirms the order when its saga closes")
        .routeConfigurationId("compensations")
        .process(this::confirm);

    from("direct:order-cancel")
        .routeId("order-cancel")
        .routeDescription("Cancels the order when its saga is cancelled and all is undone")
        .routeConfigurationId("compensations")
        .process(this::cancel);

    from("direct:order-cancellation")
        .routeId("order-cancellation")
        .routeDescription("Undoes a confirmed order: recall, refund, release")
        .saga()
        .option(ORDER_ID, header(ORDER_ID))
        .option(REASON, header(REASON))
        .option(ACTOR, header(ACTOR))
        .completion("direct:order-cancelled")
        // the coordinator completes in reverse: recall, refund, release, and the order last
        .to("{{caravan.step.inventory.return}}")
        .to("{{caravan.step.payment.return}}")
        .to("{{caravan.step.shipping.recall}}");

    from("direct:order-cancelled")
        .routeId("order-cancelled")
        .routeDescription("Ends a customer's cancellation when its saga closes and all is undone")
        .routeConfigurationId("compensations")
        .process(this::cancelled);
  }

  private void confirm(Exchange exchange) {
    String orderId = orderId(exchange);
    OrderAnswer answer = orders.handle(orderId, new OrderCommand.Confirm(), actor(ORDER, exchange));
    if (answer instanceof OrderAnswer.Refused refused) {
      throw new IllegalStateException(
          "order " + orderId + " cannot be confirmed: " + refused.reason());
    }
  }

  // a step may have an effect of which the order does not know
  private void cancel(Exchange exchange) {
    String sagaId = actor(ORDER, exchange).sagaId();
    StepRun.of(exchange).ifPresent(step -> ends.requireUndone(step.sagaId(), step.run()));
    Failure failure =
        Optional.ofNullable(sagaId).flatMap(ends::failure).orElseGet(Failures::timeRanOut);
    cancel(exchange, new OrderCommand.Cancel(failure.detail(), failure), ORDER);
  }

  private void cancelled(Exchange exchange) {
    String reason = exchange.getMessage().getHeader(REASON, "", String.class);
    String actor = exchange.getMessage().getHeader(ACTOR, "customer", String.class);
    cancel(exchange, new OrderCommand.Cancel(reason, null), actor);
  }

  private void cancel(Exchange exchange, OrderCommand.Cancel command, String actor) {
    OrderAnswer answer = orders.handle(orderId(exchange), command, actor(actor, exchange));
    if (answer instanceof OrderAnswer.Refused refused
        && refused.reason() == Refusal.EFFECTS_STANDING) {
      throw new NotYetException("order " + orderId(exchange) + " is not undone yet");
    }
  }
}
