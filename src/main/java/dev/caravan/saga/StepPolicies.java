package dev.caravan.saga;

import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.springframework.stereotype.Component;

/**
 * What all steps do where what they need does not answer: try again a few times, then give up.
 * Compensations and completions leave that to the coordinator.
 */
@Component
class StepPolicies extends RouteConfigurationBuilder {
  private static final String REFUSAL = "stepRefusal";
  private static final int RETRIES = 3;
  private static final long FIRST_DELAY_MILLIS = 100;

  @Override
  public void configuration() {
    getContext().getRegistry().bind(REFUSAL, refusal());
    // the coordinator calls again, and SagaCallbacks tells of it
    routeConfiguration("compensations").errorHandler(noErrorHandler());

    routeConfiguration("steps")
        // a refusal is an outcome, not an error: the saga log and the order tell of it
        .onException(StepRefusedException.class)
        .redeliveryPolicyRef(REFUSAL)
        .handled(false)
        .end()
        .onException(StepUnavailableException.class)
        .maximumRedeliveries(RETRIES)
        .redeliveryDelay(FIRST_DELAY_MILLIS)
        .useExponentialBackOff()
        .useCollisionAvoidance()
        .logExhausted(false)
        .handled(false);
  }

  // a policy of its own is kept; one that is made of options is made anew with each refusal
  private static RedeliveryPolicy refusal() {
    RedeliveryPolicy policy = new RedeliveryPolicy();
    policy.setMaximumRedeliveries(0);
    policy.setLogExhausted(false);
    return policy;
  }
}
