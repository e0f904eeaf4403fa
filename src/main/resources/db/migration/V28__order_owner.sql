-- Which process took an order in, as saga.owner names it: where it is gone, nobody will begin the
-- order's saga any more. Null where an earlier version took it in, or the journal was replayed.
alter table orders.open_order
  add column owner_id text,
  add column incarnation bigint;

-- What the saga is about: an order that has one is ended with it.
alter table saga.open_saga add column key text;
