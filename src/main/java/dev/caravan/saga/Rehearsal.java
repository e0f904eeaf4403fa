package dev.caravan.saga;

import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.StepHeaders;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.saga.OrderCourse.Status;
import dev.caravan.saga.StepAnswers.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A recorded order on its way through a flow that is only tried: steps answer what they answered
 * then, and nothing has an effect. Under {@link RehearsedSagas}.
 */
public final class Rehearsal {
  private static final String PROPERTY = "caravanRehearsal";

  /** More is a loop that does not end. */
  private static final int MOST_STEPS = 100;

  /** The longest text as a body, in characters; one that doubles in a loop fills any memory. */
  private static final int LONGEST_BODY = 1 << 20;

  /** Built-in steps that work on the order itself and so must get it as the body. */
  private static final Set<String> OF_THE_ORDER =
      Set.of("inventory-reserve", "payment-charge", "shipping-schedule");

  private final RecordedOrder order;
  private final long end;
  private final List<String> steps = new ArrayList<>();
  private final Map<String, Integer> runs = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private final Set<String> assumed = new TreeSet<>();
  private @Nullable String sagaId;
  private @Nullable Status status;
  private @Nullable Failure failure;
  private @Nullable String stopped;

  /**
   * @param limit how long it may take
   */
  public Rehearsal(RecordedOrder order, Duration limit) {
    this.order = order;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** Makes of an exchange what an order enters its flow with. */
  public void enter(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    exchange.getMessage().setBody(order.entering());
    exchange.getMessage().setHeader(StepHeaders.ORDER_ID, order.orderId());
  }

  static Rehearsal of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Rehearsal.class);
  }

  /**
   * Answers in the place of whatever has an effect.
   *
   * @param answersInBody whether the real one leaves its answer as the body, of which the journal
   *     does not tell
   * @throws RuntimeException what the step failed with then
   */
  public static void answer(Exchange exchange, boolean answersInBody) {
    StepRun run = StepRun.of(exchange).orElse(null);
    of(exchange).answer(run == null ? null : run.run(), name(run, exchange), answersInBody);
    if (answersInBody) {
      exchange.getMessage().setBody("");
    }
  }

  private static String name(@Nullable StepRun run, Exchange exchange) {
    return run == null || run.name() == null
        ? String.valueOf(exchange.getFromRouteId())
        : run.name();
  }

  /** Answers in the place of a built-in step. */
  public static void answerStep(Exchange exchange) {
    if (OF_THE_ORDER.contains(name(StepRun.of(exchange).orElse(null), exchange))
        && !(exchange.getMessage().getBody() instanceof Order)) {
      throw new IllegalStateException("the body is not the order any more");
    }
    answer(exchange, false);
  }

  private synchronized void answer(@Nullable String run, String step, boolean answersInBody) {
    Answer answer =
        run == null ? new Answer.Unknown() : answers.getOrDefault(run, new Answer.Unknown());
    if (answer instanceof Answer.Failed failed) {
      if (failed.failure().type().equals(Failure.STEP_UNAVAILABLE)) {
        throw new StepUnavailableException(
            failed.failure().step(), failed.failure().detail(), null);
      }
      throw new StepRefusedException(failed.failure());
    }
    if (answersInBody || answer instanceof Answer.Unknown) {
      assumed.add(step);
    }
  }

  /**
   * Stops an exchange that has been in its flow for too long.
   *
   * @throws IllegalStateException where it has
   */
  public static void check(Exchange exchange) {
    Rehearsal rehearsal = of(exchange);
    if (rehearsal != null) {
      rehearsal.check(exchange.getMessage().getBody());
    }
  }

  private synchronized void check(@Nullable Object body) {
    if (stopped == null && System.nanoTime() > end) {
      stopped = "time-limit";
    } else if (stopped == null && steps.size() > MOST_STEPS) {
      stopped = "too-many-steps";
    } else if (stopped == null && body instanceof String text && text.length() > LONGEST_BODY) {
      stopped = "too-large";
    }
    if (stopped != null) {
      throw new IllegalStateException("order " + order.orderId() + " is stopped: " + stopped);
    }
  }

  /** Whether the saga is the order's; one that begins beside it decides nothing. */
  synchronized boolean begin(String saga) {
    boolean first = sagaId == null;
    if (first) {
      sagaId = saga;
    }
    return first;
  }

  synchronized void step(String run, String name, boolean logged) {
    answers.put(run, order.answers().to(name, runs.merge(name, 1, Integer::sum)));
    if (logged && !name.equals(order.entering().placed().flow())) {
      steps.add(name);
    }
  }

  synchronized void closed() {
    status = Status.CONFIRMED;
  }

  /**
   * @param undone the steps that are to be undone
   */
  synchronized void cancelled(Failure by, List<String> undone) {
    failure = by;
    status =
        undone.stream().anyMatch(order.answers().stuck()::contains)
            ? Status.FAILED
            : Status.CANCELLED;
  }

  /** What became of the order, once the exchange is back. */
  public synchronized OrderCourse course() {
    if (stopped != null || status == null) {
      return new OrderCourse(
          Status.STOPPED, null, stopped == null ? "time-limit" : stopped, shortened());
    }
    return new OrderCourse(
        status,
        failure == null ? null : failure.step(),
        failure == null ? null : failure.type(),
        shortened());
  }

  private List<String> shortened() {
    return steps.subList(0, Math.min(steps.size(), MOST_STEPS));
  }

  /** The steps whose answers the journal does not have: they were taken as done. */
  public synchronized List<String> assumed() {
    return List.copyOf(assumed);
  }
}
