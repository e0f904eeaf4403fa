package dev.caravan.shipping;

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
import dev.caravan.testing.Concurrently;
import dev.caravan.testing.DomainContext;
import dev.caravan.testing.OrderBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShipmentsTest {
  private static final Actor ACTOR = new Actor("shipping", "saga-1");

  private static DomainContext context;
  private static Shipments shipments;
  private static Orders orders;

  @BeforeAll
  static void start() {
    context = new DomainContext();
    shipments = context.get(Shipments.class);
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
    assertThat(shipments.of(order.orderId()))
        .containsExactly(
            new Shipment(
                "shp-" + order.orderId(),
                order.orderId(),
                "Federal Shipping",
                "TRK-" + order.orderId(),
                status));
  }

  @Test
  void schedulesOnceHoweverOftenAsked() {
    Order order = place(anyOrder());

    shipments.schedule(order, ACTOR);
    shipments.schedule(order, ACTOR);

    assertBooks(order, "SCHEDULED");
    assertThat(types(order)).containsExactly("OrderPlaced", "ShipmentScheduled");
  }

  @Test
  void recallsOnceHoweverOftenAsked() {
    Order order = place(anyOrder());
    shipments.schedule(order, ACTOR);

    shipments.cancel(order.orderId(), ACTOR);
    shipments.cancel(order.orderId(), ACTOR);

    assertBooks(order, "CANCELLED");
    assertThat(types(order))
        .containsExactly("OrderPlaced", "ShipmentScheduled", "ShipmentCancelled");
  }

  @Test
  void schedulesNothingAfterItsCancellation() {
    Order order = place(anyOrder());
    shipments.cancel(order.orderId(), ACTOR);
    shipments.cancel(order.orderId(), ACTOR);

    assertThatThrownBy(() -> shipments.schedule(order, ACTOR))
        .isInstanceOf(StepFencedException.class);

    assertThat(shipments.of(order.orderId())).isEmpty();
    assertThat(types(order)).containsExactly("OrderPlaced");
  }

  @Test
  void sendsNothingAtTheEndWhereCancellationAndScheduleMeet() throws Exception {
    for (int round = 0; round < 20; round++) {
      Order order = place(anyOrder());
      List<Object> outcomes =
          Concurrently.run(
              2,
              i ->
                  () -> {
                    if (i == 0) {
                      shipments.schedule(order, ACTOR);
                    } else {
                      shipments.cancel(order.orderId(), ACTOR);
                    }
                    return "done";
                  });

      assertThat(outcomes.get(1)).isEqualTo("done");
      if (outcomes.get(0) instanceof StepFencedException) {
        assertThat(shipments.of(order.orderId())).isEmpty();
        assertThat(types(order)).containsExactly("OrderPlaced");
      } else {
        assertThat(outcomes.get(0)).isEqualTo("done");
        assertBooks(order, "CANCELLED");
      }
    }
  }

  @Test
  void refusesACountryThatNoCarrierGoesTo() {
    Order order = place(anyOrder().toAtlantis());

    assertThatThrownBy(() -> shipments.schedule(order, ACTOR))
        .isInstanceOfSatisfying(
            StepRefusedException.class,
            refused ->
                assertThat(refused.failure())
                    .isEqualTo(
                        new Failure(
                            "shipping.schedule",
                            "shipping-refused",
                            "no carrier goes to Atlantis")));

    assertThat(shipments.of(order.orderId())).isEmpty();
    assertThat(types(order)).containsExactly("OrderPlaced", "ShipmentRefused");
  }

  @Test
  void schedulesNothingWhereItsEventCannotBeAppended() {
    Order order = place(anyOrder());
    orders.record(
        order.orderId(), new StockRefused(new Failure("inventory.reserve", "x", "y")), ACTOR);

    assertThatThrownBy(() -> shipments.schedule(order, ACTOR))
        .isInstanceOf(StepFencedException.class);

    assertThat(shipments.of(order.orderId())).isEmpty();
  }
}
