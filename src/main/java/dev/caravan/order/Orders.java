package dev.caravan.order;

import dev.caravan.journal.AfterCommit;
import dev.caravan.journal.EventAppender;
import dev.caravan.journal.ExpectedVersion;
import dev.caravan.journal.NewEvent;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.journal.Snapshots;
import dev.caravan.journal.TableChange;
import dev.caravan.journal.WrongExpectedVersionException;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StepEvent;
import dev.caravan.order.OrderState.Unplaced;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.IdGenerator;
import org.springframework.util.function.SingletonSupplier;

/**
 * Loads an order, lets the decider decide and appends what it decided.
 *
 * <p>Runs in the caller's transaction where there is one, so that a participant's effect and its
 * event are stored together or not at all.
 */
@Component
public class Orders {
  private static final int ATTEMPTS = 10;
  private static final OrderFold FOLD = new OrderFold();

  private final Snapshots snapshots;
  private final EventAppender appender;
  private final OpenOrders open;
  private final PersonalData personal;
  private final RecentOrders recent;
  private final OrderMetrics metrics;
  private final Supplier<Map<String, OrderFlow>> flows;
  private final Clock clock;
  private final IdGenerator ids;

  Orders(
      Snapshots snapshots,
      EventAppender appender,
      OpenOrders open,
      PersonalData personal,
      RecentOrders recent,
      OrderMetrics metrics,
      ObjectProvider<OrderFlow> flows,
      Clock clock,
      IdGenerator ids) {
    this.snapshots = snapshots;
    this.appender = appender;
    this.open = open;
    this.personal = personal;
    this.recent = recent;
    this.metrics = metrics;
    // later, as they use this one
    this.flows =
        SingletonSupplier.of(
            () -> flows.stream().collect(Collectors.toMap(OrderFlow::name, flow -> flow)));
    this.clock = clock;
    this.ids = ids;
  }

  /** The stream that holds an order's events. */
  public static String stream(String orderId) {
    return "order-" + orderId;
  }

  /** The order as it stands, read from the journal. */
  public Optional<Order> find(String orderId) {
    return load(orderId) instanceof Order order ? Optional.of(order) : Optional.empty();
  }

  /**
   * The order with its saga over: as this process last committed it where that was an end, else as
   * it is read from the journal. So whoever waited for the end need not read what was written a
   * moment ago.
   */
  public Optional<Order> afterSaga(String orderId) {
    Order known = recent.find(orderId);
    return known != null && known.status().isFinal() ? Optional.of(known) : find(orderId);
  }

  /**
   * Gives a command to an order. Idempotent: a command that had its effect before is answered with
   * the order as it stands.
   *
   * <p>Where others change the order at the same time it decides anew, some times. What is stored
   * of a placed order, and what comes back, has its personal data sealed.
   *
   * @throws WrongExpectedVersionException where they were faster every time
   * @throws dev.caravan.journal.UnreadableEventException where an event of the order is of an
   *     unknown type or form
   */
  public OrderAnswer handle(String orderId, OrderCommand command, Actor actor) {
    return command instanceof OrderCommand.Place place
        ? place(orderId, place, actor)
        : decideAndAppend(orderId, command, actor);
  }

  private OrderAnswer place(String orderId, OrderCommand.Place place, Actor actor) {
    String customerId = place.order().customerId();
    for (int attempt = 1; ; attempt++) {
      // apart, so that other orders of a new customer need not wait for this one
      personal.haveKey(customerId);
      try {
        return decideAndAppend(orderId, place, actor);
      } catch (DestroyedKeyException e) {
        personal.forgetKey(customerId);
        if (attempt == ATTEMPTS || TransactionSynchronizationManager.isActualTransactionActive()) {
          throw e;
        }
      }
    }
  }

  /**
   * Takes down what a participant's step or compensation did, in the transaction that did it.
   *
   * @throws StepFencedException where the order goes forward no more, so that the step's
   *     transaction is rolled back
   */
  public void record(String orderId, StepEvent event, Actor actor) {
    if (handle(orderId, new OrderCommand.Record(event), actor) instanceof OrderAnswer.Refused) {
      throw new StepFencedException(orderId);
    }
  }

  // One statement stores all that a command changes, so it needs no transaction of its own. The
  // journal leaves that of a caller usable when it refuses an append, and its next read shows what
  // came first. So the loop stands inside: outside, the participant's work would be lost.
  private OrderAnswer decideAndAppend(String orderId, OrderCommand command, Actor actor) {
    for (int attempt = 1; ; attempt++) {
      OrderState guess = attempt == 1 ? guess(orderId, command) : null;
      try {
        OrderAnswer answer =
            attempt(guess == null ? load(orderId) : guess, orderId, command, actor);
        if (guess == null || answer instanceof OrderAnswer.Changed) {
          return answer;
        }
        // nothing was written that would prove the guess: look
      } catch (WrongExpectedVersionException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  // A guess saves reading the stream: an append at its version proves that it was right.
  private @Nullable OrderState guess(String orderId, OrderCommand command) {
    Order known = recent.find(orderId);
    return known == null && command instanceof OrderCommand.Place ? new Unplaced() : known;
  }

  private OrderAnswer attempt(OrderState state, String orderId, OrderCommand command, Actor actor) {
    Decision decision = OrderDecider.decide(compared(state, command), command);
    if (decision instanceof Decision.Refused refused) {
      return new OrderAnswer.Refused(refused.reason(), state);
    }
    List<OrderEvent> events =
        ((Decision.Accepted) decision).events().stream().map(personal::sealed).toList();
    if (events.isEmpty()) {
      return new OrderAnswer.Unchanged((Order) state);
    }
    return new OrderAnswer.Changed(append(orderId, state, events, actor), events);
  }

  // one that comes in is compared with what is there in the clear; where that is erased, they
  // differ
  private OrderState compared(OrderState state, OrderCommand command) {
    return state instanceof Order order && command instanceof OrderCommand.Place
        ? order.with(personal.opened(order.placed()))
        : state;
  }

  private Order append(String orderId, OrderState state, List<OrderEvent> events, Actor actor) {
    // as the journal keeps it, so that what is remembered is what is stored
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    long version = state instanceof Order order ? order.version() : 0;
    List<NewEvent> appended = new ArrayList<>();
    OrderState after = state;
    for (OrderEvent event : events) {
      NewEvent stored =
          OrderEventCodec.CODEC.stored(
              event,
              ids.generateId(),
              now,
              event instanceof OrderPlaced placed ? sagaId(placed, actor) : actor.sagaId(),
              after instanceof Order order ? order.lastEvent() : null,
              actor.name());
      appended.add(stored);
      after =
          OrderHistory.evolve(after, event, recorded(orderId, version + appended.size(), stored));
    }
    store(orderId, version, appended, open.with(orderId, events, now));
    Order changed = (Order) after;
    AfterCommit.run(
        () -> {
          metrics.count(events);
          recent.remember(changed);
          snapshots.appended(
              stream(orderId),
              FOLD,
              changed,
              changed.version(),
              events.size(),
              changed.lastEvent());
        });
    return changed;
  }

  private void store(
      String orderId, long version, List<NewEvent> events, @Nullable TableChange change) {
    try {
      appender.append(stream(orderId), ExpectedVersion.exactly(version), events, change);
    } catch (DataAccessException e) {
      throw OpenOrders.lacksKey(e) ? new DestroyedKeyException(orderId) : e;
    }
  }

  private @Nullable String sagaId(OrderPlaced placed, Actor actor) {
    OrderFlow flow = flows.get().get(placed.flow());
    return flow == null ? actor.sagaId() : flow.sagaId(placed.orderId());
  }

  private static RecordedEvent recorded(String orderId, long version, NewEvent event) {
    return new RecordedEvent(
        0,
        stream(orderId),
        version,
        event.type(),
        event.schemaVersion(),
        event.eventId(),
        event.occurredAt(),
        event.sagaId(),
        event.causedBy(),
        event.actor(),
        event.data(),
        null,
        "");
  }

  private OrderState load(String orderId) {
    return snapshots.load(stream(orderId), FOLD);
  }
}
