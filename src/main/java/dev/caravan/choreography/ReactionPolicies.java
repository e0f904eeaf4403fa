package dev.caravan.choreography;

import static dev.caravan.order.StepHeaders.orderId;

import dev.caravan.order.Failure;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.Orders;
import dev.caravan.order.StepFencedException;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * What becomes of a reaction that fails. The event after it waits meanwhile, so that the order's
 * events stay in their order.
 */
@Component
class ReactionPolicies extends RouteConfigurationBuilder {
  /** For steps: tried a few times, then the order is undone. */
  static final String FORWARD = "steps-by-event";

  /** For what must happen: tried longer, then an operator is needed. */
  static final String BACKWARD = "compensations-by-event";

  private static final int STEP_RETRIES = 3;
  private static final long FIRST_STEP_DELAY_MILLIS = 100;
  private static final int COMPENSATION_RETRIES = 5;
  private static final long FIRST_DELAY_MILLIS = 200;
  private static final long LONGEST_DELAY_MILLIS = 5_000;

  private final Outcomes outcomes;
  private final Orders orders;

  ReactionPolicies(Outcomes outcomes, Orders orders) {
    this.outcomes = outcomes;
    this.orders = orders;
  }

  @Override
  public void configuration() {
    RouteConfigurationDefinition forward = routeConfiguration(FORWARD);
    waitForTheDatabase(forward);
    forward
        // a refusal is an event already, and who comes too late has no effect
        .onException(StepRefusedException.class, StepFencedException.class)
        .logExhausted(false)
        .handled(true)
        .end()
        .onException(Exception.class)
        .maximumRedeliveries(STEP_RETRIES)
        .redeliveryDelay(FIRST_STEP_DELAY_MILLIS)
        .useExponentialBackOff()
        .useCollisionAvoidance()
        .handled(true)
        .process(this::giveUp);

    RouteConfigurationDefinition backward = routeConfiguration(BACKWARD);
    waitForTheDatabase(backward);
    backward
        .onException(Exception.class)
        .maximumRedeliveries(COMPENSATION_RETRIES)
        .redeliveryDelay(FIRST_DELAY_MILLIS)
        .useExponentialBackOff()
        .handled(false)
        .process(this::fail);
  }

  /** Where the database is away nothing else could be done with the event either. */
  private static void waitForTheDatabase(RouteConfigurationDefinition configuration) {
    configuration
        .onException(
            TransientDataAccessException.class,
            RecoverableDataAccessException.class,
            DataAccessResourceFailureException.class,
            CannotCreateTransactionException.class)
        .maximumRedeliveries(-1)
        .redeliveryDelay(FIRST_DELAY_MILLIS)
        .useExponentialBackOff()
        .maximumRedeliveryDelay(LONGEST_DELAY_MILLIS);
  }

  private void giveUp(Exchange exchange) {
    Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Failure failure =
        error instanceof StepUnavailableException unavailable
            ? unavailable.failure()
            : new Failure(
                route(exchange), Failure.STEP_UNAVAILABLE, "the step failed unexpectedly");
    outcomes.stop(orderId(exchange), failure, failure.step());
  }

  /** The event is set aside as well; where it is tried again with success, the saga goes on. */
  private void fail(Exchange exchange) {
    Failure failure =
        new Failure(
            route(exchange),
            "compensation-failed",
            "the compensation gave up after " + (COMPENSATION_RETRIES + 1) + " attempts");
    String orderId = orderId(exchange);
    orders.handle(
        orderId, new OrderCommand.Fail(failure), ChoreographedSaga.actor("saga", orderId));
  }

  private static String route(Exchange exchange) {
    return exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
  }
}
