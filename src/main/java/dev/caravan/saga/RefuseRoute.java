package dev.caravan.saga;

import dev.caravan.journal.RouteNames;
import dev.caravan.order.Failure;
import dev.caravan.order.StepRefusedException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** How a flow refuses by itself. It has no effect, so a flow that is only tried has it too. */
@Component
public class RefuseRoute extends RouteBuilder {
  /** Its id, and the name of its endpoint. */
  public static final String NAME = "refuse";

  @Override
  public void configure() {
    from("direct:" + NAME)
        .routeId(NAME)
        .routeGroup(RouteNames.STEPS)
        .routeDescription("Refuses for a business reason, which is the header reason")
        .routeConfigurationId("compensations")
        .process(RefuseRoute::refuse);
  }

  private static void refuse(Exchange exchange) {
    String step = StepRun.of(exchange).map(StepRun::name).orElse(NAME);
    String reason = exchange.getMessage().getHeader("reason", "the step refused", String.class);
    throw new StepRefusedException(new Failure(step, Failure.STEP_REFUSED, reason));
  }
}
