package dev.caravan.api;

import dev.caravan.journal.Personal;
import dev.caravan.order.Address;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderStatus;
import dev.caravan.order.PersonalData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers about orders. */
@Component
class OrderAnswers {
  private static final Set<String> REFUSALS =
      Set.of(
          Failure.OUT_OF_STOCK,
          Failure.PAYMENT_DECLINED,
          Failure.SHIPPING_REFUSED,
          Failure.STEP_REFUSED);
  private static final int RETRY_SECONDS = 5;

  private final PersonalData personal;

  OrderAnswers(PersonalData personal) {
    this.personal = personal;
  }

  Answer of(int status, Order order) {
    Answer answer = Answer.json(status, OrderResource.of(order, personal.address(order)));
    return status == 201 || status == 202
        ? answer.with("Location", "/api/orders/" + order.orderId())
        : answer;
  }

  /** Orders as clients see them. */
  List<OrderResource> resources(List<Order> orders) {
    List<Personal<Address>> addresses = personal.addresses(orders);
    List<OrderResource> resources = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      resources.add(OrderResource.of(orders.get(i), addresses.get(i)));
    }
    return resources;
  }

  /** Whether a step said no for a business reason; it makes no sense to try again. */
  static boolean isRefusal(Failure failure) {
    return REFUSALS.contains(failure.type());
  }

  /** 422 where a step refused, 503 where it could not be reached. */
  static Answer failed(Order order, Failure failure) {
    int status = isRefusal(failure) ? 422 : 503;
    return problem(status, failure.type(), failure.detail(), order, failure.step());
  }

  /** 503: the saga was stopped by something of which the order does not know. */
  static Answer unavailable(Order order) {
    String detail = "the order could not be brought to an end yet; it is taken up again";
    return problem(503, Failure.STEP_UNAVAILABLE, detail, order, null);
  }

  static Problem conflict(String name, String detail, String orderId, OrderStatus status) {
    return Problem.of(409, name, detail).with("orderId", orderId).with("orderStatus", status);
  }

  private static Answer problem(
      int status, String name, String detail, Order order, @Nullable String step) {
    Problem problem =
        Problem.of(status, name, detail)
            .with("orderId", order.orderId())
            .with("failedStep", step)
            .with("orderStatus", order.status());
    return Answer.of(status == 503 ? problem.retryAfter(RETRY_SECONDS) : problem);
  }
}
