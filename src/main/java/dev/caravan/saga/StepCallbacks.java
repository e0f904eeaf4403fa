package dev.caravan.saga;

import dev.caravan.journal.JournalHeaders;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.Orders;
import dev.caravan.order.StepHeaders;
import dev.caravan.saga.CallbackAddresses.Action;
import dev.caravan.saga.ParticipantCallbacks.Answer;
import dev.caravan.saga.SagaEvent.CompensationFailed;
import dev.caravan.saga.SagaEvent.SagaCancelled;
import dev.caravan.saga.SagaEvent.StepCompensated;
import dev.caravan.saga.SagaEvent.StepStarted;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the compensation or completion of one step.
 *
 * <p>Which endpoint and with which headers is read from the saga log. What the endpoint does to the
 * database in the calling thread, and what the log says of it, are stored in one transaction or not
 * at all. So a view of the saga that another process has made stale undoes nothing: the append at
 * the version that was expected fails, and the effect with it.
 */
@Component
class StepCallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(StepCallbacks.class);

  /** How often a compensation may fail; the coordinator asks every few seconds. */
  static final int ATTEMPTS = 10;

  private final SagaLog log;
  private final Orders orders;
  private final List<StuckSagas> others;
  private final TransactionTemplate transaction;
  private final CamelContext context;
  private final ProducerTemplate template;

  StepCallbacks(
      SagaLog log,
      Orders orders,
      List<StuckSagas> others,
      TransactionTemplate transaction,
      CamelContext context,
      ProducerTemplate template) {
    this.log = log;
    this.orders = orders;
    this.others = others;
    this.transaction = transaction;
    this.context = context;
    this.template = template;
  }

  /**
   * Does what the action asks for, where the step has it and it has not been done.
   *
   * @param lra the saga's id at the coordinator
   */
  Answer run(Action action, Saga saga, StepStarted step, URI lra) {
    if (!context.isStarted()) {
      return Answer.ASK_AGAIN;
    }
    if (contradicts(action, saga)) {
      LOG.error(
          "refused to {} {} of saga {}, which is {}",
          action.path(),
          step.name(),
          saga.id(),
          saga.status());
      return Answer.ENDED_OTHERWISE;
    }
    return SagaMdc.with(
        step.options().get(StepHeaders.ORDER_ID),
        saga.id(),
        () ->
            action == Action.COMPENSATE ? compensate(saga, step, lra) : complete(saga, step, lra));
  }

  /** A saga ends one way: the second fence behind a coordinator that goes astray. */
  private static boolean contradicts(Action action, Saga saga) {
    return switch (action) {
      case COMPENSATE -> saga.status() == Saga.Status.CLOSED;
      case COMPLETE -> !saga.mayClose();
    };
  }

  private Answer complete(Saga saga, StepStarted step, URI lra) {
    if (step.completion() == null) {
      return Answer.DONE;
    }
    Throwable error = call(step.completion(), saga, step, lra, StepCallbacks::closed);
    if (error == null) {
      return Answer.DONE;
    }
    if (error instanceof Contradicted) {
      return contradicted(saga, step, error);
    }
    LOG.warn("completion of {} failed and will be called again", step.name(), error);
    // the coordinator has decided to close, whatever becomes of this completion
    log.append(saga.id(), JournaledSaga::closed);
    return Answer.ASK_AGAIN;
  }

  private Answer compensate(Saga saga, StepStarted step, URI lra) {
    if (step.compensation() == null || saga.compensated().contains(step.step())) {
      return Answer.DONE;
    }
    Throwable error =
        call(step.compensation(), saga, step, lra, known -> compensated(known, step.step()));
    if (error == null) {
      LOG.info("step {} is compensated", step.name());
      return Answer.DONE;
    }
    if (error instanceof Contradicted) {
      return contradicted(saga, step, error);
    }
    if (error instanceof NotYetException) {
      LOG.info("compensation of {} waits: {}", step.name(), error.getMessage());
      // what it waits for will not come any more once another compensation has given up
      return log.find(saga.id()).status() == Saga.Status.FAILED
          ? Answer.GIVEN_UP
          : Answer.ASK_AGAIN;
    }
    LOG.warn("compensation of {} failed", step.name(), error);
    return failed(saga, step, error);
  }

  private static Answer contradicted(Saga saga, StepStarted step, Throwable error) {
    LOG.error(
        "rolled back the callback of {} of saga {}: {}",
        step.name(),
        saga.id(),
        error.getMessage());
    return Answer.ENDED_OTHERWISE;
  }

  // the first completion proves that the coordinator decided to close
  private static List<SagaEvent> closed(Saga known) {
    refuseContradiction(Action.COMPLETE, known);
    return JournaledSaga.closed(known);
  }

  private static List<SagaEvent> compensated(Saga known, String step) {
    refuseContradiction(Action.COMPENSATE, known);
    if (known.compensated().contains(step)) {
      return List.of();
    }
    boolean ends = known.isOpen() || known.status() == Saga.Status.FAILED;
    return ends && known.isUndoneBut(step)
        ? List.of(new StepCompensated(step), new SagaCancelled())
        : List.of(new StepCompensated(step));
  }

  private static void refuseContradiction(Action action, Saga known) {
    if (contradicts(action, known)) {
      throw new Contradicted(known.status());
    }
  }

  // an order or a process is told in the same transaction that nobody will try it again
  private Answer failed(Saga saga, StepStarted step, Throwable error) {
    return transaction.execute(
        status -> {
          Saga after = log.append(saga.id(), known -> List.of(failure(known, step, error)));
          if (after.attempts(step.step()) < ATTEMPTS) {
            return Answer.ASK_AGAIN;
          }
          gaveUp(saga, step);
          return Answer.GIVEN_UP;
        });
  }

  private static CompensationFailed failure(Saga known, StepStarted step, Throwable error) {
    int attempt = known.attempts(step.step()) + 1;
    return new CompensationFailed(
        step.step(), attempt, String.valueOf(error.getMessage()), attempt >= ATTEMPTS);
  }

  private void gaveUp(Saga saga, StepStarted step) {
    Failure failure =
        new Failure(
            String.valueOf(step.name()),
            Failure.COMPENSATION_FAILED,
            "the compensation gave up after " + ATTEMPTS + " attempts");
    StepStarted first = saga.steps().values().iterator().next();
    others.forEach(other -> other.gaveUp(saga.id(), first.options(), failure));
    String orderId =
        Optional.ofNullable(step.options().get(StepHeaders.ORDER_ID)).orElseGet(saga::orderId);
    if (orderId != null) {
      orders.handle(orderId, new OrderCommand.Fail(failure), new Actor("saga", saga.id()));
    }
    LOG.error("compensation of {} gave up; an operator is needed", step.name());
  }

  /**
   * Calls the endpoint and logs what follows, in one transaction. The endpoint comes first: while a
   * participant waits for somebody outside, the transaction holds no lock yet.
   *
   * @return why all of it was rolled back; null where it is committed
   */
  private @Nullable Throwable call(
      String endpoint,
      Saga saga,
      StepStarted step,
      URI lra,
      Function<Saga, List<? extends SagaEvent>> logged) {
    try {
      return transaction.execute(
          status -> {
            Throwable error = send(endpoint, saga, step, lra);
            if (error == null) {
              log.append(saga.id(), logged);
            } else {
              status.setRollbackOnly();
            }
            return error;
          });
    } catch (RuntimeException e) {
      // such as a transaction that is broken though the route handles what broke it
      return e;
    }
  }

  private @Nullable Throwable send(String endpoint, Saga saga, StepStarted step, URI lra) {
    Exchange answer =
        template.send(
            endpoint,
            exchange -> {
              step.options().forEach(exchange.getMessage()::setHeader);
              new StepRun(saga.id(), step.step(), step.name(), true).enter(exchange);
              exchange.getMessage().setHeader(JournalHeaders.SAGA_ID, saga.id());
              exchange.getMessage().setHeader(Exchange.SAGA_LONG_RUNNING_ACTION, lra.toString());
            });
    return answer.getException();
  }

  /** The saga ended the other way, as another process has logged. */
  private static final class Contradicted extends RuntimeException {
    private Contradicted(Saga.Status status) {
      super("it is " + status);
    }
  }
}
