package dev.caravan.order;

import dev.caravan.journal.Personal;
import dev.caravan.journal.PersonalSeal;
import dev.caravan.journal.PersonalSeal.Place;
import dev.caravan.journal.PersonalSeal.Sealer;
import dev.caravan.journal.PersonalSeal.Standing;
import dev.caravan.order.OrderEvent.OrderPlaced;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What of an order tells who somebody is: its address and its payment token. Both are sealed by the
 * customer's key in all that is stored, and opened only for who needs them.
 */
@Component
public class PersonalData {
  private static final String TYPE = "OrderPlaced";
  private static final String ADDRESS = "shipping.address";
  private static final String TOKEN = "payment.token";

  private final PersonalSeal seal;

  PersonalData(PersonalSeal seal) {
    this.seal = seal;
  }

  /** The address of an order; erased where its customer was. */
  public Personal<Address> address(Order order) {
    return address(order.placed());
  }

  private Personal<Address> address(OrderPlaced order) {
    return seal.open(order.shipping().address(), place(order, ADDRESS), Address.class);
  }

  /** The addresses of many orders, in their order. */
  public List<Personal<Address>> addresses(List<Order> orders) {
    return seal.open(
        orders.stream()
            .map(Order::placed)
            .map(placed -> new Standing<>(placed.shipping().address(), place(placed, ADDRESS)))
            .toList(),
        Address.class);
  }

  /** The payment token of an order; erased where its customer was. */
  public Personal<String> token(Order order) {
    return token(order.placed());
  }

  private Personal<String> token(OrderPlaced order) {
    return seal.open(order.payment().token(), place(order, TOKEN), String.class);
  }

  /** Makes a customer's key where there is none yet. */
  void haveKey(String customerId) {
    seal.haveKey(customerId);
  }

  /** Has a customer's key looked up again: the one that was used last has been destroyed. */
  void forgetKey(String customerId) {
    seal.forget(customerId);
  }

  /** An event as it is stored. */
  OrderEvent sealed(OrderEvent event) {
    return event instanceof OrderPlaced order ? sealed(order) : event;
  }

  private OrderPlaced sealed(OrderPlaced order) {
    Sealer sealer = seal.sealer(order.customerId());
    return with(
        order,
        order.shipping().address() instanceof Personal.Clear<Address> clear
            ? sealer.seal(place(order, ADDRESS), clear.value())
            : order.shipping().address(),
        order.payment().token() instanceof Personal.Clear<String> clear
            ? sealer.seal(place(order, TOKEN), clear.value())
            : order.payment().token());
  }

  /** A stored order to be compared with one that came in. */
  OrderPlaced opened(OrderPlaced order) {
    return with(order, address(order), token(order));
  }

  /** The key by which a stored order is sealed. */
  static UUID keyOf(OrderPlaced sealed) {
    return ((Personal.Sealed<Address>) sealed.shipping().address()).keyId();
  }

  private static OrderPlaced with(
      OrderPlaced order, Personal<Address> address, Personal<String> token) {
    return new OrderPlaced(
        order.orderId(),
        order.customerId(),
        order.currency(),
        order.flow(),
        order.flowRevision(),
        order.items(),
        new Shipping(
            order.shipping().carrier(),
            order.shipping().fee(),
            order.shipping().country(),
            address),
        new Payment(order.payment().method(), token));
  }

  private static Place place(OrderPlaced order, String field) {
    return new Place(Orders.stream(order.orderId()), TYPE, field);
  }
}
