package dev.caravan.testing;

import dev.caravan.inventory.Inventory;
import dev.caravan.inventory.StockLevel;
import dev.caravan.journal.EventReader;
import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Actor;
import dev.caravan.order.Order;
import dev.caravan.order.OrderCommand;
import dev.caravan.order.OrderEvent.OrderPlaced;
import dev.caravan.order.Orders;
import dev.caravan.order.StepHeaders;
import dev.caravan.payment.Payments;
import dev.caravan.shipping.Shipments;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.BeanFactory;

/** What tests of flows ask for and look at. */
public final class Flows {
  private static final Actor CUSTOMER = new Actor("customer", null);

  private final BeanFactory beans;

  public Flows(BeanFactory beans) {
    this.beans = beans;
    coordinator().behave();
    faults().behave();
    clock().setAhead(Duration.ZERO);
  }

  public BeanFactory beans() {
    return beans;
  }

  public <T> T get(Class<T> type) {
    return beans.getBean(type);
  }

  public InMemoryLraCoordinator coordinator() {
    return get(InMemoryLraCoordinator.class);
  }

  public RouteFaults faults() {
    return get(RouteFaults.class);
  }

  public MovableClock clock() {
    return get(MovableClock.class);
  }

  public Order place(OrderBuilder order) {
    OrderPlaced placed = order.build();
    get(Orders.class).handle(placed.orderId(), new OrderCommand.Place(placed), CUSTOMER);
    return order(placed.orderId());
  }

  public Order order(String orderId) {
    return get(Orders.class).find(orderId).orElseThrow();
  }

  /** Sends the order into a route in this thread; the exchange as it came out. */
  public Exchange send(String endpoint, Order order, Map<String, Object> headers) {
    return get(ProducerTemplate.class)
        .send(
            endpoint,
            exchange -> {
              exchange.getMessage().setBody(order);
              exchange.getMessage().setHeader(StepHeaders.ORDER_ID, order.orderId());
              headers.forEach(exchange.getMessage()::setHeader);
            });
  }

  /** Sends the order into its own flow. */
  public Exchange send(Order order) {
    return send("direct:" + order.placed().flow(), order, Map.of());
  }

  public List<String> events(String orderId) {
    return types(Orders.stream(orderId));
  }

  public List<String> sagaEvents(URI lra) {
    return types("saga-" + sagaId(lra));
  }

  public List<RecordedEvent> stream(String streamId) {
    return get(EventReader.class).readStream(streamId);
  }

  public static String sagaId(URI lra) {
    return lra.getPath().substring(lra.getPath().lastIndexOf('/') + 1);
  }

  private List<String> types(String streamId) {
    return stream(streamId).stream().map(RecordedEvent::type).toList();
  }

  public StockLevel stock(String sku) {
    return get(Inventory.class).find(sku).orElseThrow();
  }

  /** The status of each payment and each shipment of the order. */
  public List<String> books(String orderId) {
    List<String> payments = get(Payments.class).of(orderId).stream().map(p -> p.status()).toList();
    List<String> shipments =
        get(Shipments.class).of(orderId).stream().map(s -> s.status()).toList();
    return java.util.stream.Stream.of(payments, shipments).flatMap(List::stream).toList();
  }
}
