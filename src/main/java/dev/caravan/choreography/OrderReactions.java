package dev.caravan.choreography;

import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.choreography.ChoreographyProperties.Participant;
import dev.caravan.order.Failure;
import dev.caravan.order.OpenOrders;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What the order itself does when events ask for it, and when its time runs out. */
@Component
class OrderReactions extends RouteBuilder {
  private static final String ACTOR = "order";

  private final Outcomes outcomes;
  private final OpenOrders open;
  private final boolean ours;
  private final Duration timeout;

  OrderReactions(
      Outcomes outcomes,
      OpenOrders open,
      ChoreographyProperties properties,
      @Value("${caravan.saga.timeout:30s}") Duration timeout) {
    this.outcomes = outcomes;
    this.open = open;
    this.ours = properties.participants().contains(Participant.ORDER);
    this.timeout = timeout;
  }

  @Override
  public void configure() {
    from("direct:choreography-confirm")
        .routeId("choreography-confirm")
        .routeDescription("Confirms an order of which all steps took effect")
        .routeConfigurationId(ReactionPolicies.FORWARD)
        .process(e -> outcomes.confirm(orderId(e)));

    from("direct:choreography-cancel")
        .routeId("choreography-cancel")
        .routeDescription("Cancels an order of which nothing stands any more")
        .routeConfigurationId(ReactionPolicies.BACKWARD)
        .process(e -> outcomes.cancelled(orderId(e)));

    if (ours) {
      from("timer:choreography-deadline?period=1s")
          .routeId("choreography-deadline")
          .routeDescription("Has orders undone whose time ran out, also while nothing ran")
          .process(e -> sweep());
    }
  }

  void sweep() {
    Failure failure = new Failure("saga", Failure.STEP_UNAVAILABLE, "the saga's time ran out");
    for (String orderId : open.ofFlow(ChoreographedSaga.FLOW, timeout)) {
      outcomes.stop(orderId, failure, ACTOR);
    }
  }
}
