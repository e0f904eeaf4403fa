package dev.caravan.order;

import static dev.caravan.order.Events.CHARGED;
import static dev.caravan.order.Events.CONFIRMED;
import static dev.caravan.order.Events.DECLINE;
import static dev.caravan.order.Events.DECLINED;
import static dev.caravan.order.Events.DONE;
import static dev.caravan.order.Events.FAILED;
import static dev.caravan.order.Events.GAVE_UP;
import static dev.caravan.order.Events.PLACED;
import static dev.caravan.order.Events.RECALLED;
import static dev.caravan.order.Events.REFUNDED;
import static dev.caravan.order.Events.REFUSED;
import static dev.caravan.order.Events.RELEASED;
import static dev.caravan.order.Events.RESERVED;
import static dev.caravan.order.Events.SCHEDULED;
import static dev.caravan.order.Events.UNDONE;
import static dev.caravan.order.Events.placedAnd;
import static dev.caravan.testing.OrderBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.order.OrderCommand.Cancel;
import dev.caravan.order.OrderCommand.Confirm;
import dev.caravan.order.OrderCommand.Fail;
import dev.caravan.order.OrderCommand.Place;
import dev.caravan.order.OrderEvent.OrderCancelled;
import dev.caravan.order.OrderEvent.StepEvent;
import dev.caravan.order.OrderState.Unplaced;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderDeciderTest {
  private static final Cancel CUSTOMER = new Cancel("changed my mind", null);
  private static final Cancel TIMED_OUT =
      new Cancel("late", new Failure("saga", Failure.STEP_UNAVAILABLE, "the time ran out"));

  private static final Order OPEN = placedAnd();
  private static final Order SHIPPED = placedAnd(RESERVED, CHARGED, SCHEDULED);
  private static final Order CONFIRMED_ORDER = placedAnd(RESERVED, CHARGED, SCHEDULED, CONFIRMED);
  private static final Order CANCELLING = placedAnd(RESERVED, DECLINED);
  private static final Order CANCELLED_ORDER =
      placedAnd(RESERVED, DECLINED, RELEASED, Events.CANCELLED);
  private static final Order FAILED_ORDER = placedAnd(RESERVED, CHARGED, RELEASED, FAILED);

  static Stream<Order> open() {
    return Stream.of(OPEN, placedAnd(RESERVED), placedAnd(RESERVED, CHARGED), SHIPPED);
  }

  static Stream<Order> notOpen() {
    return Stream.of(CONFIRMED_ORDER, CANCELLING, CANCELLED_ORDER, FAILED_ORDER);
  }

  static Stream<Order> all() {
    return Stream.concat(open(), notOpen());
  }

  private static void accepts(OrderState state, OrderCommand command, OrderEvent... events) {
    assertThat(OrderDecider.decide(state, command))
        .isEqualTo(new Decision.Accepted(List.of(events)));
  }

  private static void refuses(OrderState state, OrderCommand command, Refusal reason) {
    assertThat(OrderDecider.decide(state, command)).isEqualTo(new Decision.Refused(reason));
  }

  private static OrderCommand take(StepEvent event) {
    return new OrderCommand.Record(event);
  }

  @Test
  void placesANewOrder() {
    accepts(new Unplaced(), new Place(PLACED), PLACED);
  }

  @ParameterizedTest
  @MethodSource("all")
  void placingTheSameOrderAgainChangesNothing(Order order) {
    accepts(order, new Place(PLACED));
    accepts(order, new Place(order("1").flowRevision(9).build()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void refusesOtherContentUnderAKnownId(Order order) {
    for (var other :
        List.of(
            order("1").item("NW-001", 3, "14.00").build(),
            order("1").fee("5.51").build(),
            order("1").flow("order-fulfilment-java").build(),
            order("1").token("tok_other").build())) {
      refuses(order, new Place(other), Refusal.OTHER_CONTENT);
    }
  }

  @Test
  void knowsNoCommandButPlaceForAnUnknownOrder() {
    refuses(new Unplaced(), take(RESERVED), Refusal.UNKNOWN_ORDER);
    refuses(new Unplaced(), new Confirm(), Refusal.UNKNOWN_ORDER);
    refuses(new Unplaced(), CUSTOMER, Refusal.UNKNOWN_ORDER);
    refuses(new Unplaced(), new Fail(GAVE_UP), Refusal.UNKNOWN_ORDER);
  }

  @ParameterizedTest
  @MethodSource("open")
  void takesAStepOnceWhileOpen(Order order) {
    for (StepEvent done : DONE) {
      if (order.standing().contains(done.effect())) {
        accepts(order, take(done));
      } else {
        accepts(order, take(done), done);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notOpen")
  void refusesAStepThatComesLate(Order order) {
    for (StepEvent done : DONE) {
      if (order.standing().contains(done.effect())) {
        accepts(order, take(done));
      } else {
        refuses(order, take(done), Refusal.NOT_OPEN);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("open")
  void takesARefusalWhileOpen(Order order) {
    REFUSED.forEach(refusal -> accepts(order, take(refusal), refusal));
  }

  @Test
  void aRepeatedRefusalChangesNothing() {
    accepts(CANCELLING, take(DECLINED));
    accepts(CANCELLED_ORDER, take(DECLINED));
  }

  @Test
  void refusesAnotherRefusalOnceCancelling() {
    refuses(CANCELLING, take(Events.OUT_OF_STOCK), Refusal.NOT_OPEN);
    refuses(CONFIRMED_ORDER, take(DECLINED), Refusal.NOT_OPEN);
  }

  @ParameterizedTest
  @MethodSource("all")
  void undoesWhatStandsAndNothingElse(Order order) {
    for (StepEvent undone : UNDONE) {
      if (order.standing().contains(undone.effect())) {
        accepts(order, take(undone), undone);
      } else {
        accepts(order, take(undone));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("open")
  void confirmsAnOpenOrder(Order order) {
    accepts(order, new Confirm(), CONFIRMED);
  }

  @Test
  void confirmingAgainChangesNothing() {
    accepts(CONFIRMED_ORDER, new Confirm());
  }

  @Test
  void confirmsNoOrderThatIsBeingUndone() {
    for (Order order : List.of(CANCELLING, CANCELLED_ORDER, FAILED_ORDER)) {
      refuses(order, new Confirm(), Refusal.NOT_OPEN);
    }
  }

  @Test
  void refusesToCancelWhileAnythingStands() {
    for (Order order :
        List.of(
            placedAnd(RESERVED),
            placedAnd(RESERVED, CHARGED),
            SHIPPED,
            CONFIRMED_ORDER,
            CANCELLING,
            FAILED_ORDER)) {
      refuses(order, TIMED_OUT, Refusal.EFFECTS_STANDING);
    }
  }

  @Test
  void cancelsAnOrderOfWhichNothingStandsForTheReasonGiven() {
    OrderCancelled late = new OrderCancelled("late", TIMED_OUT.failure());
    accepts(OPEN, TIMED_OUT, late);
    accepts(placedAnd(RESERVED, CHARGED, REFUNDED, RELEASED), TIMED_OUT, late);
  }

  @Test
  void keepsWhatTheStepSaidAsTheReason() {
    accepts(
        placedAnd(RESERVED, DECLINED, RELEASED),
        TIMED_OUT,
        new OrderCancelled("the card was declined", DECLINE));
  }

  @Test
  void cancellingAgainChangesNothing() {
    accepts(CANCELLED_ORDER, TIMED_OUT);
  }

  @Test
  void cancelsAConfirmedOrderForItsCustomerOnceAllIsUndone() {
    refuses(
        placedAnd(RESERVED, CHARGED, SCHEDULED, CONFIRMED, RECALLED),
        CUSTOMER,
        Refusal.EFFECTS_STANDING);
    accepts(
        placedAnd(RESERVED, CHARGED, SCHEDULED, CONFIRMED, RECALLED, REFUNDED, RELEASED),
        CUSTOMER,
        new OrderCancelled("changed my mind", null));
  }

  @Test
  void failsAnOrderThatHasNotEnded() {
    Stream.concat(open(), Stream.of(CANCELLING))
        .forEach(order -> accepts(order, new Fail(GAVE_UP), FAILED));
  }

  @Test
  void failsNoOrderThatHasEnded() {
    for (Order order : List.of(CONFIRMED_ORDER, CANCELLED_ORDER, FAILED_ORDER)) {
      accepts(order, new Fail(GAVE_UP));
    }
  }

  @Test
  void aFailedOrderIsCancelledOnceAnOperatorHadItUndone() {
    accepts(FAILED_ORDER, take(REFUNDED), REFUNDED);
    accepts(
        placedAnd(RESERVED, CHARGED, RELEASED, FAILED, REFUNDED),
        TIMED_OUT,
        new OrderCancelled(GAVE_UP.detail(), GAVE_UP));
  }
}
