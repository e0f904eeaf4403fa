package dev.caravan.shipping;

import dev.caravan.order.Actor;
import dev.caravan.order.Failure;
import dev.caravan.order.Order;
import dev.caravan.order.OrderEvent.ShipmentCancelled;
import dev.caravan.order.OrderEvent.ShipmentRefused;
import dev.caravan.order.OrderEvent.ShipmentScheduled;
import dev.caravan.order.Orders;
import dev.caravan.order.StepFencedException;
import dev.caravan.order.StepRefusedException;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Schedules shipments and recalls them, each in one transaction with its event. */
@Component
public class Shipments {
  private static final String STEP = "shipping.schedule";
  private static final Set<String> UNREACHED_COUNTRIES = Set.of("Atlantis");

  private static final RowMapper<Shipment> SHIPMENT =
      (row, number) ->
          new Shipment(
              row.getString("shipment_id"),
              row.getString("order_id"),
              row.getString("carrier"),
              row.getString("tracking_number"),
              row.getString("status"));

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Orders orders;

  Shipments(JdbcTemplate jdbc, TransactionTemplate transaction, Orders orders) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.orders = orders;
  }

  /** The shipments of an order, cancelled ones too; empty where none was ever scheduled. */
  public List<Shipment> of(String orderId) {
    return jdbc.query(
        "select * from shipping.shipment where order_id = ? and shipment_id is not null",
        SHIPMENT,
        orderId);
  }

  /**
   * Schedules the order's shipment with its carrier.
   *
   * @throws StepRefusedException where no carrier goes to the country
   * @throws StepFencedException where the order's shipment was cancelled before
   */
  public void schedule(Order order, Actor actor) {
    String country = order.placed().shipping().country();
    if (UNREACHED_COUNTRIES.contains(country)) {
      Failure failure =
          new Failure(STEP, Failure.SHIPPING_REFUSED, "no carrier goes to " + country);
      orders.record(order.orderId(), new ShipmentRefused(failure), actor);
      throw new StepRefusedException(failure);
    }
    transaction.executeWithoutResult(status -> insert(order, actor));
  }

  private void insert(Order order, Actor actor) {
    String orderId = order.orderId();
    // one order, one shipment: ids made from it are the same whenever the step runs again
    String shipmentId = "shp-" + orderId;
    String trackingNumber = "TRK-" + orderId;
    String carrier = order.placed().shipping().carrier();
    int inserted =
        jdbc.update(
            "insert into shipping.shipment values (?, ?, ?, ?, 'SCHEDULED') on conflict do nothing",
            orderId,
            shipmentId,
            carrier,
            trackingNumber);
    if (inserted == 1) {
      orders.record(orderId, new ShipmentScheduled(shipmentId, carrier, trackingNumber), actor);
    } else if (!isScheduled(orderId)) {
      throw new StepFencedException(orderId);
    }
  }

  private boolean isScheduled(String orderId) {
    return jdbc.queryForList(
            "select status from shipping.shipment where order_id = ?", String.class, orderId)
        .contains("SCHEDULED");
  }

  /** Recalls the shipment; where there is none, makes sure that none will be scheduled. */
  public void cancel(String orderId, Actor actor) {
    transaction.executeWithoutResult(
        status -> {
          int fenced =
              jdbc.update(
                  "insert into shipping.shipment (order_id, status) values (?, 'CANCELLED')"
                      + " on conflict do nothing",
                  orderId);
          if (fenced == 0) {
            jdbc.query(
                    "update shipping.shipment set status = 'CANCELLED'"
                        + " where order_id = ? and status = 'SCHEDULED' returning *",
                    SHIPMENT,
                    orderId)
                .forEach(s -> orders.record(orderId, new ShipmentCancelled(s.shipmentId()), actor));
          }
        });
  }
}
