create schema projection;

-- Moved in the transaction that writes what the projection makes of the events up to there.
create table projection.checkpoint (
  name     text primary key,
  position bigint not null
);

-- Every order as it stands; made from the journal and to be made from it again at any time.
-- Compared by bytes, so that a list has the same order on every machine.
create table projection.orders (
  order_id    text collate "C" primary key,
  customer_id text not null,
  status      text not null,
  placed_at   timestamptz not null,
  state       json not null
);

create index on projection.orders (placed_at desc, order_id desc);
create index on projection.orders (status, placed_at desc, order_id desc);
create index on projection.orders (customer_id, placed_at desc, order_id desc);
