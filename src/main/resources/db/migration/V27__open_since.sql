-- Since when an order or a process is open by the database's clock. It alone decides which were left
-- behind: the clock of the process that took one in may be wrong, and that of another one too.
alter table orders.open_order
  add column open_since timestamptz not null default clock_timestamp();
update orders.open_order set open_since = least(placed_at, open_since);
create index on orders.open_order (open_since);

alter table process.open_process
  add column open_since timestamptz not null default clock_timestamp();
update process.open_process set open_since = least(accepted_at, open_since);
create index on process.open_process (open_since);
