package dev.caravan.inventory;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Rows of reservations and the stock that they hold; each call joins the caller's transaction. */
@Component
class ReservationTable {
  private final JdbcTemplate jdbc;

  ReservationTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  enum Status {
    RESERVED,
    COMMITTED,
    RELEASED
  }

  record Row(Status status, Quantities quantities) {}

  /** False where the order has a row already; waits for a transaction that is just inserting it. */
  boolean insert(String orderId, Status status, Quantities quantities) {
    return jdbc.update(
            "insert into inventory.reservation values (?, ?, ?, ?) on conflict do nothing",
            orderId,
            status.name(),
            quantities.skus(),
            quantities.pieces())
        == 1;
  }

  void delete(String orderId) {
    jdbc.update("delete from inventory.reservation where order_id = ?", orderId);
  }

  /** The order's row, locked; empty where there is none. */
  List<Row> lock(String orderId) {
    return jdbc.query(
        "select status, skus, quantities from inventory.reservation where order_id = ? for update",
        (row, number) ->
            new Row(
                Status.valueOf(row.getString("status")),
                new Quantities(
                    (String[]) row.getArray("skus").getArray(),
                    (Integer[]) row.getArray("quantities").getArray())),
        orderId);
  }

  void setStatus(String orderId, Status status) {
    jdbc.update(
        "update inventory.reservation set status = ? where order_id = ?", status.name(), orderId);
  }

  /** Locks the products and names those of which there is too little. */
  List<String> lockAndFindMissing(Quantities wanted) {
    return jdbc.queryForList(
        """
        with locked as (
          select p.sku, p.on_hand - p.reserved as available
          from inventory.product p where p.sku = any(?) order by p.sku for update)
        select w.sku from unnest(?::text[], ?::integer[]) as w (sku, pieces)
        left join locked l using (sku)
        where coalesce(l.available, 0) < w.pieces order by w.sku
        """,
        String.class,
        wanted.skus(),
        wanted.skus(),
        wanted.pieces());
  }

  /** Adds to what is in the warehouse and to what of it is held, times the pieces. */
  void change(Quantities by, int onHandSign, int reservedSign) {
    jdbc.update(
        """
        with locked as (
          select p.sku from inventory.product p where p.sku = any(?) order by p.sku for update)
        update inventory.product p
        set on_hand = p.on_hand + ? * w.pieces, reserved = p.reserved + ? * w.pieces
        from locked l join unnest(?::text[], ?::integer[]) as w (sku, pieces) using (sku)
        where p.sku = l.sku
        """,
        by.skus(),
        onHandSign,
        reservedSign,
        by.skus(),
        by.pieces());
  }
}
