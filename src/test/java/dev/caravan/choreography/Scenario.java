package dev.caravan.choreography;

import dev.caravan.order.Failure;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.StepHeaders;
import dev.caravan.order.StepUnavailableException;
import dev.caravan.testing.Flows;
import dev.caravan.testing.OrderBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** What may become of an order, and what has to stand afterwards whatever flow it took. */
enum Scenario {
  CONFIRMED(order -> order, null, 4, List.of("CHARGED", "SCHEDULED"), Events.ALL),
  OUT_OF_STOCK(
      order -> order.item("SKU-none", 1),
      new Failure("inventory.reserve", Failure.OUT_OF_STOCK, "too little stock of SKU-none"),
      0,
      List.of(),
      List.of("OrderPlaced", "StockRefused", "OrderCancelled")),
  PAYMENT_DECLINED(
      OrderBuilder::declined,
      new Failure("payment.charge", Failure.PAYMENT_DECLINED, "the card was declined"),
      0,
      List.of(),
      List.of(
          "OrderPlaced", "StockReserved", "PaymentDeclined", "StockReleased", "OrderCancelled")),
  SHIPPING_REFUSED(
      OrderBuilder::toAtlantis,
      new Failure("shipping.schedule", Failure.SHIPPING_REFUSED, "no carrier goes to Atlantis"),
      0,
      List.of("REFUNDED"),
      List.of(
          "OrderPlaced",
          "StockReserved",
          "PaymentCharged",
          "ShipmentRefused",
          "PaymentRefunded",
          "StockReleased",
          "OrderCancelled")),
  PROVIDER_UNREACHABLE(
      OrderBuilder::unreachableProvider,
      new Failure(
          "payment.charge", Failure.STEP_UNAVAILABLE, "the payment provider does not answer"),
      0,
      List.of(),
      List.of("OrderPlaced", "StockReserved", "StockReleased", "OrderCancelled")),
  EVERY_STEP_TWICE(order -> order, null, 4, List.of("CHARGED", "SCHEDULED"), Events.ALL) {
    @Override
    void arrange(Flows flows) {
      for (String step : List.of("reserve", "charge", "schedule")) {
        String orchestrated =
            switch (step) {
              case "reserve" -> "inventory-reserve";
              case "charge" -> "payment-charge";
              default -> "shipping-schedule";
            };
        flows.faults().after("choreography-" + step, once());
        flows.faults().after(orchestrated, once());
      }
    }
  },
  TIME_RAN_OUT(
      order -> order,
      new Failure("saga", Failure.STEP_UNAVAILABLE, "the saga's time ran out"),
      0,
      List.of("REFUNDED", "CANCELLED"),
      Events.UNDONE) {
    @Override
    void arrange(Flows flows) {
      flows.coordinator().letTimeRunOut();
      flows
          .faults()
          .before(
              "choreography-confirm",
              exchange -> Deadlines.pass(flows.beans(), StepHeaders.orderId(exchange)));
    }
  },
  CANCELLED_BY_THE_CUSTOMER(
      order -> order, null, 0, List.of("REFUNDED", "CANCELLED"), Events.CANCELLED) {
    @Override
    boolean cancels() {
      return true;
    }
  };

  private final UnaryOperator<OrderBuilder> order;
  final @Nullable Failure failure;
  final int sold;
  final List<String> books;
  final List<String> events;

  Scenario(
      UnaryOperator<OrderBuilder> order,
      @Nullable Failure failure,
      int sold,
      List<String> books,
      List<String> events) {
    this.order = order;
    this.failure = failure;
    this.sold = sold;
    this.books = books;
    this.events = events;
  }

  OrderBuilder of(OrderBuilder any) {
    return order.apply(any);
  }

  void arrange(Flows flows) {}

  boolean cancels() {
    return false;
  }

  OrderStatus status() {
    return failure == null && !cancels() ? OrderStatus.CONFIRMED : OrderStatus.CANCELLED;
  }

  private static Processor once() {
    AtomicBoolean done = new AtomicBoolean();
    return exchange -> {
      if (!done.getAndSet(true)) {
        throw new StepUnavailableException("step", "told to run again", null);
      }
    };
  }

  private static final class Events {
    static final List<String> ALL =
        List.of(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "OrderConfirmed");
    static final List<String> UNDONE =
        List.of(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "ShipmentCancelled",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled");
    static final List<String> CANCELLED =
        List.of(
            "OrderPlaced",
            "StockReserved",
            "PaymentCharged",
            "ShipmentScheduled",
            "OrderConfirmed",
            "ShipmentCancelled",
            "PaymentRefunded",
            "StockReleased",
            "OrderCancelled");
  }
}
