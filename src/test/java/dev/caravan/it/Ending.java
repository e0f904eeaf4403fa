package dev.caravan.it;

import java.util.List;
import java.util.function.UnaryOperator;

/** How an order is meant to end, and which events lead there. */
enum Ending {
  CONFIRMED(
      order -> order.item(Load.SKU, Load.PIECES, "1.05"),
      201,
      List.of(
          "OrderPlaced", "StockReserved", "PaymentCharged", "ShipmentScheduled", "OrderConfirmed")),
  OUT_OF_STOCK(
      order -> order.item(Stocked.SCARCE, Stocked.PIECES + 1, "1.05"),
      422,
      List.of("OrderPlaced", "StockRefused", "OrderCancelled")),
  PAYMENT_DECLINED(
      order -> CONFIRMED.of(order).token("tok_declined"),
      422,
      List.of(
          "OrderPlaced", "StockReserved", "PaymentDeclined", "StockReleased", "OrderCancelled")),
  PROVIDER_UNREACHABLE(
      order -> CONFIRMED.of(order).token("tok_unreachable"),
      503,
      List.of("OrderPlaced", "StockReserved", "StockReleased", "OrderCancelled")),
  SHIPPING_REFUSED(
      order -> CONFIRMED.of(order).toAtlantis(),
      422,
      List.of(
          "OrderPlaced",
          "StockReserved",
          "PaymentCharged",
          "ShipmentRefused",
          "PaymentRefunded",
          "StockReleased",
          "OrderCancelled")),
  /** Confirmed, and then cancelled by the customer. */
  TAKEN_BACK(
      order -> CONFIRMED.of(order),
      201,
      List.of(
          "OrderPlaced",
          "StockReserved",
          "PaymentCharged",
          "ShipmentScheduled",
          "OrderConfirmed",
          "ShipmentCancelled",
          "PaymentRefunded",
          "StockReleased",
          "OrderCancelled"));

  private static final int UNREACHABLE_EVERY = 50;

  private final UnaryOperator<OrderJson> change;

  /** Of the answer to who placed it. */
  final int status;

  final List<String> events;

  Ending(UnaryOperator<OrderJson> change, int status, List<String> events) {
    this.change = change;
    this.status = status;
    this.events = events;
  }

  /** Most orders are confirmed; an unreachable provider holds up the others, so it is rare. */
  static Ending ofNumber(int number) {
    if (number % UNREACHABLE_EVERY == 0) {
      return PROVIDER_UNREACHABLE;
    }
    return switch (number % 10) {
      case 1 -> OUT_OF_STOCK;
      case 3 -> PAYMENT_DECLINED;
      case 5 -> SHIPPING_REFUSED;
      case 7 -> TAKEN_BACK;
      default -> CONFIRMED;
    };
  }

  OrderJson of(OrderJson order) {
    return change.apply(order);
  }

  /** The product of which there is too little. */
  private static final class Stocked {
    static final String SCARCE = "IT-SCARCE";
    static final int PIECES = 1;
  }

  /** Makes the stock of which all these orders are. */
  static void stock(Api api) {
    Load.stock(api);
    api.setStock(Stocked.SCARCE, Stocked.PIECES);
  }
}
