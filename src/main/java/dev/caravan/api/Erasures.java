package dev.caravan.api;

import dev.caravan.order.Customers;
import dev.caravan.order.ErasureAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Erases personal data; public methods are called by routes. */
@Component
class Erasures {
  private final Customers customers;

  Erasures(Customers customers) {
    this.customers = customers;
  }

  /** Erases a customer's personal data, once; 409 while orders need them. */
  public Answer erase(
      @Header("customerId") String customerId,
      @Header("reason") @Nullable String reason,
      @Header(Persons.HEADER) @Nullable String actor) {
    ErasureAnswer answer = customers.erase(customerId, Persons.operator(actor), reason);
    if (answer instanceof ErasureAnswer.UnknownCustomer) {
      throw new ProblemException(Problem.unknown("customer", customerId));
    }
    if (answer instanceof ErasureAnswer.OrdersOpen open) {
      throw new ProblemException(
          Problem.of(409, "orders-open", "orders that have not ended need the personal data")
              .with("customerId", customerId)
              .with("openOrders", open.orders()));
    }
    ErasureAnswer.Erased erased = (ErasureAnswer.Erased) answer;
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("customerId", customerId);
    body.put("erasedAt", erased.at());
    body.put("ordersInClear", erased.ordersInClear());
    return Answer.json(200, body);
  }
}
