package dev.caravan.payment;

import static dev.caravan.testing.OrderBuilder.anyOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.Orders;
import dev.caravan.order.StepFencedException;
import dev.caravan.order.StepRefusedException;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.OrderBuilder;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PaymentsTest {
  private static final Actor ACTOR = new Actor("payment", "saga-1");

  private static DomainContext context;
  private static Payments payments;
  private static Orders orders;

  @BeforeAll
  static void start() {
    context = new DomainContext();
    payments = context.get(Payments.class);
    orders = context.get(Orders.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  private static Order place(OrderBuilder builder) {
    OrderPlaced placed = builder.build();
    orders.handle(placed.orderId(), new OrderCommand.Place(placed), ACTOR);
    return orders.find(placed.orderId()).orElseThrow();
  }

  private static List<String> types(Order order) {
    return context
        .jdbc()
        .queryForList(
            "select type from journal.event where stream_id = ? order by version",
            String.class,
            Orders.stream(order.orderId()));
  }

  private static void assertBooks(Order order, String status) {
    assertThat(payments.of(order.orderId()))
        .containsExactly(
            new PaymentRecord(
                "pay-" + order.orderId(), order.orderId(), new BigDecimal("33.50"), "USD", status));
  }

  @Test
  void chargesTheTotalOnceHoweverOftenAsked() {
    Order order = place(anyOrder());

    payments.charge(order, ACTOR);
    payments.charge(order, ACTOR);

    assertBooks(order, "CHARGED");
    assertThat(types(order)).containsExactly("OrderPlaced", "PaymentCharged");
  }

  @Test
  void givesBackOnceHoweverOftenAsked() {
    Order order = place(anyOrder());
    payments.charge(order, ACTOR);

    payments.refund(order.orderId(), ACTOR);
    payments.refund(order.orderId(), ACTOR);

    assertBooks(order, "REFUNDED");
    assertThat(types(order)).containsExactly("OrderPlaced", "PaymentCharged", "PaymentRefunded");
  }

  @Test
  void chargesNothingAfterItsRefund() {
    Order order = place(anyOrder());
    payments.refund(order.orderId(), ACTOR);
    payments.refund(order.orderId(), ACTOR);

    assertThatThrownBy(() -> payments.charge(order, ACTOR)).isInstanceOf(StepFencedException.class);

    assertThat(payments.of(order.orderId())).isEmpty();
    assertThat(types(order)).containsExactly("OrderPlaced");
  }

  @Test
  void chargesNothingAgainOnceItWasGivenBack() {
    Order order = place(anyOrder());
    payments.charge(order, ACTOR);
    payments.refund(order.orderId(), ACTOR);

    assertThatThrownBy(() -> payments.charge(order, ACTOR)).isInstanceOf(StepFencedException.class);
    assertBooks(order, "REFUNDED");
  }

  @Test
  void keepsNothingAtTheEndWhereRefundAndChargeMeet() throws Exception {
    for (int round = 0; round < 20; round++) {
      Order order = place(anyOrder());
      List<Object> outcomes =
          Concurrently.run(
              2,
              i ->
                  () -> {
                    if (i == 0) {
                      payments.charge(order, ACTOR);
                    } else {
                      payments.refund(order.orderId(), ACTOR);
                    }
                    return "done";
                  });

      assertThat(outcomes.get(1)).isEqualTo("done");
      if (outcomes.get(0) instanceof StepFencedException) {
        assertThat(payments.of(order.orderId())).isEmpty();
        assertThat(types(order)).containsExactly("OrderPlaced");
      } else {
        assertThat(outcomes.get(0)).isEqualTo("done");
        assertBooks(order, "REFUNDED");
        assertThat(types(order))
            .containsExactly("OrderPlaced", "PaymentCharged", "PaymentRefunded");
      }
    }
  }

  @Test
  void saysThatTheProviderDeclined() {
    Order order = place(anyOrder().declined());

    assertThatThrownBy(() -> payments.charge(order, ACTOR))
        .isInstanceOfSatisfying(
            StepRefusedException.class,
            refused ->
                assertThat(refused.failure())
                    .isEqualTo(
                        new Failure(
                            "payment.charge", "payment-declined", "the card was declined")));

    assertThat(payments.of(order.orderId())).isEmpty();
    assertThat(types(order)).containsExactly("OrderPlaced", "PaymentDeclined");
  }

  @Test
  void leavesNothingWhereTheProviderDoesNotAnswer() {
    Order order = place(anyOrder().unreachableProvider());

    assertThatThrownBy(() -> payments.charge(order, ACTOR))
        .isInstanceOfSatisfying(
            StepUnavailableException.class,
            e -> assertThat(e.failure().type()).isEqualTo("step-unavailable"));

    assertThat(payments.of(order.orderId())).isEmpty();
    assertThat(types(order)).containsExactly("OrderPlaced");
  }

  @Test
  void booksNothingWhereItsEventCannotBeAppended() {
    Order order = place(anyOrder());
    orders.record(
        order.orderId(), new StockRefused(new Failure("inventory.reserve", "x", "y")), ACTOR);

    assertThatThrownBy(() -> payments.charge(order, ACTOR)).isInstanceOf(StepFencedException.class);

    assertThat(payments.of(order.orderId())).isEmpty();
  }
}
