-- Which flow an open order takes: who looks for orders that were left behind looks for its own.
alter table orders.open_order add column flow text;

update orders.open_order o set flow = (
  select e.data ->> 'flow' from journal.event e
  where e.stream_id = 'order-' || o.order_id and e.version = 1);

alter table orders.open_order alter column flow set not null;
