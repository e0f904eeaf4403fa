package dev.caravan.projection;

import dev.caravan.journal.RecordedEvent;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEventCodec;
import dev.caravan.order.OrderHistory;
import dev.caravan.order.OrderState;
import dev.caravan.order.Orders;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Every order as it stands, for lists. Reads and writes an order once a batch. */
@Component
class OrderProjection implements Projection {
  private static final String STREAM = Orders.stream("");

  private final OrderTable table;

  OrderProjection(OrderTable table) {
    this.table = table;
  }

  @Override
  public String name() {
    return "orders";
  }

  @Override
  public List<String> tables() {
    return List.of(OrderTable.NAME);
  }

  @Override
  public void apply(List<RecordedEvent> events, Tables tables) {
    List<RecordedEvent> ofOrders =
        events.stream().filter(event -> event.streamId().startsWith(STREAM)).toList();
    Map<String, Order> orders = new HashMap<>(table.find(begunBefore(ofOrders), tables));
    Set<String> changed = new HashSet<>();
    for (RecordedEvent event : ofOrders) {
      String id = event.streamId().substring(STREAM.length());
      OrderState before = orders.getOrDefault(id, null);
      if (before == null) {
        before = new OrderState.Unplaced();
      }
      orders.put(id, OrderHistory.evolve(before, OrderEventCodec.read(event), event));
      changed.add(id);
    }
    orders.keySet().retainAll(changed);
    table.put(orders.values(), tables);
  }

  private static Set<String> begunBefore(List<RecordedEvent> events) {
    Set<String> ids = new HashSet<>();
    Set<String> begunHere = new HashSet<>();
    for (RecordedEvent event : events) {
      String id = event.streamId().substring(STREAM.length());
      if (event.version() == 1) {
        begunHere.add(id);
      } else if (!begunHere.contains(id)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
