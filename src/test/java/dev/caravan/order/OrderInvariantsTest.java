package dev.caravan.order;

import static dev.caravan.order.Events.PLACED;
import static dev.caravan.testing.OrderBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.OrderCommand.Cancel;
import dev.caravan.order.OrderCommand.Confirm;
import dev.caravan.order.OrderCommand.Fail;
import dev.caravan.order.OrderCommand.Place;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.OrderConfirmed;
import dev.caravan.order.OrderEvent.OrderFailed;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StepDone;
import dev.caravan.order.OrderEvent.StepEvent;
import dev.caravan.order.OrderEvent.StepRefused;
import dev.caravan.order.OrderEvent.StepUndone;
import dev.caravan.order.OrderState.Unplaced;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of an order whatever is asked of it, in whatever order. */
class OrderInvariantsTest {

  @Provide
  Arbitrary<List<OrderCommand>> commands() {
    List<OrderCommand> all = new ArrayList<>();
    Stream.of(Events.DONE, Events.REFUSED, Events.UNDONE)
        .flatMap(List::stream)
        .map(OrderCommand.Record::new)
        .forEach(all::add);
    all.add(new Place(order("1").fee("9.99").build()));
    all.add(new Confirm());
    all.add(new Cancel("late", null));
    all.add(new Fail(Events.GAVE_UP));
    Arbitrary<OrderCommand> any =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(1, Arbitraries.just(new Place(PLACED))),
            net.jqwik.api.Tuple.of(2, Arbitraries.of(all)),
            // forward steps more often, so that orders get somewhere
            net.jqwik.api.Tuple.of(2, Arbitraries.of(Events.DONE).map(OrderCommand.Record::new)));
    return any.list().ofMaxSize(30);
  }

  @Property(tries = 2000)
  void holdWhateverIsAsked(@ForAll("commands") List<OrderCommand> commands) {
    OrderState state = new Unplaced();
    List<OrderEvent> history = new ArrayList<>();
    for (OrderCommand command : commands) {
      if (OrderDecider.decide(state, command) instanceof Decision.Accepted accepted) {
        for (OrderEvent event : accepted.events()) {
          history.add(event);
          state = Events.evolve(state, event, history.size());
        }
        // a command that was taken is not refused when it comes again, and has no second effect
        assertThat(OrderDecider.decide(state, command)).isEqualTo(Decision.nothingNew());
      }
    }
    assertThat(state).isEqualTo(Events.fold(history));
    assertPlacedOnceAndFirst(history);
    assertEffectsBalance(state, history);
    assertOneOutcome(history);
    assertNothingStandsWhereCancelled(history);
    assertOnlyCancellationFollowsConfirmation(history);
    assertNoStepAfterARefusalOrUndoing(history);
  }

  private static void assertPlacedOnceAndFirst(List<OrderEvent> history) {
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i) instanceof OrderPlaced).isEqualTo(i == 0);
    }
  }

  private static void assertEffectsBalance(OrderState state, List<OrderEvent> history) {
    for (Effect effect : Effect.values()) {
      int balance = 0;
      for (OrderEvent event : history) {
        if (event instanceof StepEvent step && step.effect() == effect) {
          balance += step instanceof StepDone ? 1 : step instanceof StepUndone ? -1 : 0;
          assertThat(balance).isBetween(0, 1);
        }
      }
      boolean stands = state instanceof Order order && order.standing().contains(effect);
      assertThat(balance == 1).isEqualTo(stands);
    }
  }

  private static void assertOneOutcome(List<OrderEvent> history) {
    assertThat(history).filteredOn(OrderConfirmed.class::isInstance).hasSizeLessThan(2);
    assertThat(history).filteredOn(OrderCancelled.class::isInstance).hasSizeLessThan(2);
    assertThat(history).filteredOn(OrderFailed.class::isInstance).hasSizeLessThan(2);
    // cancelled is for good
    for (int i = 0; i < history.size() - 1; i++) {
      assertThat(history.get(i)).isNotInstanceOf(OrderCancelled.class);
    }
  }

  private static void assertNothingStandsWhereCancelled(List<OrderEvent> history) {
    if (Events.fold(history) instanceof Order order && order.status() == OrderStatus.CANCELLED) {
      assertThat(order.standing()).isEmpty();
    }
  }

  private static void assertOnlyCancellationFollowsConfirmation(List<OrderEvent> history) {
    history.stream()
        .dropWhile(event -> !(event instanceof OrderConfirmed))
        .skip(1)
        .forEach(
            event ->
                assertThat(event)
                    .isInstanceOfAny(StepUndone.class, OrderCancelled.class, OrderFailed.class));
  }

  private static void assertNoStepAfterARefusalOrUndoing(List<OrderEvent> history) {
    history.stream()
        .dropWhile(event -> !(event instanceof StepRefused || event instanceof StepUndone))
        .skip(1)
        .forEach(event -> assertThat(event).isNotInstanceOfAny(StepDone.class, StepRefused.class));
  }
}
