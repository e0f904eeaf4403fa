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

  /**
   * Holds the pieces of all products or, where there is too little of one of them, of none.
   *
   * @return the products of which there is too little
   */
  List<String> hold(Quantities wanted) {
    return jdbc.queryForList(
        """
        with wanted as (select * from unnest(?::text[], ?::integer[]) as w (sku, pieces)),
        locked as (
          select p.sku, p.on_hand - p.reserved as available
          from inventory.product p join wanted w using (sku) order by p.sku for update of p),
        missing as (
          select w.sku from wanted w left join locked l using (sku)
          where coalesce(l.available, 0) < w.pieces),
        held as (
          update inventory.product p set reserved = p.reserved + w.pieces
          from wanted w where p.sku = w.sku and not exists (select from missing))
        select sku from missing order by sku
        """,
        String.class,
        wanted.skus(),
        wanted.pieces());
  }

  /** Takes what is held for the order off the stock; nothing where nothing is held. */
  void take(String orderId) {
    jdbc.update(
        """
        with taken as (
          update inventory.reservation set status = 'COMMITTED'
          where order_id = ? and status = 'RESERVED' returning skus, quantities),
        wanted as (select w.* from taken, unnest(skus, quantities) as w (sku, pieces)),
        locked as (
          select p.sku, w.pieces from inventory.product p join wanted w using (sku)
          order by p.sku for update of p)
        update inventory.product p
        set on_hand = p.on_hand - l.pieces, reserved = p.reserved - l.pieces
        from locked l where p.sku = l.sku
        """,
        orderId);
  }

  /** Lets go of pieces that were held, or puts back those that were taken. */
  void giveBack(Quantities pieces, Status from) {
    jdbc.update(
        """
        with wanted as (select * from unnest(?::text[], ?::integer[]) as w (sku, pieces)),
        locked as (
          select p.sku, w.pieces from inventory.product p join wanted w using (sku)
          order by p.sku for update of p)
        update inventory.product p
        set on_hand = p.on_hand + case when ? then l.pieces else 0 end,
          reserved = p.reserved - case when ? then 0 else l.pieces end
        from locked l where p.sku = l.sku
        """,
        pieces.skus(),
        pieces.pieces(),
        from == Status.COMMITTED,
        from == Status.COMMITTED);
  }
}
