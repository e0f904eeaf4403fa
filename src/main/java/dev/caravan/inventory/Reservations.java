package dev.caravan.inventory;

import dev.caravan.inventory.ReservationTable.Row;
import dev.caravan.inventory.ReservationTable.Status;
import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEvent.StockRefused;
import dev.caravan.order.OrderEvent.StockReleased;
import dev.caravan.order.OrderEvent.StockReserved;
import dev.caravan.order.Orders;
import dev.caravan.order.StepFencedException;
import dev.caravan.order.StepRefusedException;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Holds stock for an order, takes it when the order is confirmed, gives it back when it is not.
 *
 * <p>Each runs in one transaction with its event, may come any number of times, and a reservation
 * that comes after its release is refused.
 */
@Component
public class Reservations {
  private static final String STEP = "inventory.reserve";
  private static final Quantities NOTHING = Quantities.of(List.of());

  private final ReservationTable table;
  private final TransactionTemplate transaction;
  private final Orders orders;

  Reservations(ReservationTable table, TransactionTemplate transaction, Orders orders) {
    this.table = table;
    this.transaction = transaction;
    this.orders = orders;
  }

  /**
   * Holds all of the order's items or none.
   *
   * @throws StepRefusedException where there is too little of one of them
   * @throws StepFencedException where the order's stock was released before
   */
  public void reserve(Order order, Actor actor) {
    Optional<Failure> refusal = transaction.execute(status -> tryReserve(order, actor));
    // thrown out here: the refusal is an event too, and an exception inside would roll it back
    if (refusal.isPresent()) {
      throw new StepRefusedException(refusal.get());
    }
  }

  private Optional<Failure> tryReserve(Order order, Actor actor) {
    String orderId = order.orderId();
    Quantities wanted = Quantities.of(order.placed().items());
    if (!table.insert(orderId, Status.RESERVED, wanted)) {
      if (table.lock(orderId).get(0).status() == Status.RELEASED) {
        throw new StepFencedException(orderId);
      }
      return Optional.empty();
    }
    List<String> missing = table.hold(wanted);
    if (!missing.isEmpty()) {
      table.delete(orderId);
      String detail = "too little stock of " + String.join(", ", missing);
      Failure failure = new Failure(STEP, Failure.OUT_OF_STOCK, detail);
      orders.record(orderId, new StockRefused(failure), actor);
      return Optional.of(failure);
    }
    orders.record(orderId, new StockReserved(reservationId(orderId)), actor);
    return Optional.empty();
  }

  /** Takes what is held off the stock; nothing where nothing is held. */
  public void commit(String orderId) {
    table.take(orderId);
  }

  /** Gives back what is held or was taken; where nothing was, makes sure that nothing will be. */
  public void release(String orderId, Actor actor) {
    transaction.executeWithoutResult(
        status -> {
          if (!table.insert(orderId, Status.RELEASED, NOTHING)) {
            release(orderId, table.lock(orderId).get(0), actor);
          }
        });
  }

  private void release(String orderId, Row row, Actor actor) {
    if (row.status() == Status.RELEASED) {
      return;
    }
    table.setStatus(orderId, Status.RELEASED);
    table.giveBack(row.quantities(), row.status());
    orders.record(orderId, new StockReleased(reservationId(orderId)), actor);
  }

  // one order, one reservation: an id made from it is the same whenever the step runs again
  private static String reservationId(String orderId) {
    return "rsv-" + orderId;
  }
}
