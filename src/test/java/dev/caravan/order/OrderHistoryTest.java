package dev.caravan.order;

import static dev.caravan.order.Events.CANCELLED;
import static dev.caravan.order.Events.CHARGED;
import static dev.caravan.order.Events.CONFIRMED;
import static dev.caravan.order.Events.DECLINE;
import static dev.caravan.order.Events.DECLINED;
import static dev.caravan.order.Events.FAILED;
import static dev.caravan.order.Events.GAVE_UP;
import static dev.caravan.order.Events.RECALLED;
import static dev.caravan.order.Events.REFUNDED;
import static dev.caravan.order.Events.RELEASED;
import static dev.caravan.order.Events.RESERVED;
import static dev.caravan.order.Events.SCHEDULED;
import static dev.caravan.order.Events.placedAnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.StoredEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderHistoryTest {

  @Test
  void goesForwardStepByStep() {
    assertThat(placedAnd().status()).isEqualTo(OrderStatus.PLACED);
    assertThat(placedAnd(RESERVED).status()).isEqualTo(OrderStatus.RESERVED);
    assertThat(placedAnd(RESERVED, CHARGED).status()).isEqualTo(OrderStatus.PAID);
    assertThat(placedAnd(RESERVED, CHARGED, SCHEDULED).status()).isEqualTo(OrderStatus.SHIPPED);
    assertThat(placedAnd(RESERVED, CHARGED, SCHEDULED, CONFIRMED).status())
        .isEqualTo(OrderStatus.CONFIRMED);
  }

  @Test
  void keepsTheIdsThatTheStepsGave() {
    assertThat(placedAnd(RESERVED, CHARGED, SCHEDULED, RECALLED, REFUNDED))
        .returns("rsv-1", Order::reservationId)
        .returns("pay-1", Order::paymentId)
        .returns("shp-1", Order::shipmentId)
        .returns("TRK-1", Order::trackingNumber);
  }

  @Test
  void knowsWhatStands() {
    assertThat(placedAnd(RESERVED, CHARGED, SCHEDULED).standing())
        .containsExactlyInAnyOrder(Effect.values());
    assertThat(placedAnd(RESERVED, CHARGED, SCHEDULED, REFUNDED).standing())
        .containsExactlyInAnyOrder(Effect.STOCK, Effect.SHIPMENT);
    assertThat(placedAnd(RESERVED, CHARGED, REFUNDED, RELEASED).standing()).isEmpty();
  }

  @Test
  void isCancellingFromTheFirstRefusalOrTheFirstThingUndone() {
    assertThat(placedAnd(RESERVED, DECLINED))
        .returns(OrderStatus.CANCELLING, Order::status)
        .returns(DECLINE, Order::failure);
    assertThat(placedAnd(RESERVED, RELEASED))
        .returns(OrderStatus.CANCELLING, Order::status)
        .returns(null, Order::failure);
    assertThat(placedAnd(RESERVED, CHARGED, SCHEDULED, CONFIRMED, RECALLED).status())
        .isEqualTo(OrderStatus.CANCELLING);
  }

  @Test
  void isCancelledForTheReasonOfTheCancellation() {
    assertThat(placedAnd(RESERVED, DECLINED, RELEASED, CANCELLED))
        .returns(OrderStatus.CANCELLED, Order::status)
        .returns(DECLINE, Order::failure);
  }

  @Test
  void staysFailedWhileAnOperatorHasItUndone() {
    assertThat(placedAnd(RESERVED, CHARGED, FAILED, REFUNDED))
        .returns(OrderStatus.FAILED, Order::status)
        .returns(GAVE_UP, Order::failure);
  }

  @Test
  void bearsTheVersionTimeAndSagaOfItsEvents() {
    Order order = placedAnd(RESERVED, CHARGED);

    assertThat(order)
        .returns(3L, Order::version)
        .returns("saga-1", Order::sagaId)
        .returns(StoredEvents.TIME.plusSeconds(1), Order::placedAt)
        .returns(StoredEvents.TIME.plusSeconds(3), Order::updatedAt);
    assertThat(order.lastEvent())
        .isEqualTo(StoredEvents.recorded(3, "PaymentCharged", 1, "{}").eventId());
  }

  @Test
  void refusesAStreamThatDoesNotBeginWithItsPlacement() {
    assertThatThrownBy(
            () ->
                OrderHistory.fold(
                    List.of(
                        StoredEvents.recorded(1, "StockReserved", 1, "{\"reservationId\":\"r\"}"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the first event of order-1 is StockReserved");
  }

  @Test
  void ofNoEventsThereIsNoOrder() {
    assertThat(OrderHistory.fold(List.of())).isEqualTo(new OrderState.Unplaced());
  }
}
