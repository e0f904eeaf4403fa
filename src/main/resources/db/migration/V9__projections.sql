-- Where read models are built anew, beside those that queries go on to use; a table moves from here
-- to the schema "projection" when it has caught up.
create schema projection_next;

-- Rebuilds under way: up to where the tables in projection_next have followed the journal. Moved in
-- the transaction that writes those tables, so a rebuild goes on where a crash left it.
create table projection.rebuild (
  name       text primary key,
  position   bigint not null,
  started_at timestamptz not null
);

-- What happened to each order, one row an order. Entries are only ever added.
create table projection.timeline (
  order_id text collate "C" primary key,
  entries  jsonb not null
);

-- Which order a saga is about: only its first event says so.
create table projection.timeline_saga (
  saga_id  text collate "C" primary key,
  order_id text not null
);

-- Totals of confirmed orders a day (UTC) and product. What a cancellation undid is counted on the
-- day of the cancellation, so that a day that is over does not change any more.
create table projection.sales (
  day               date not null,
  sku               text collate "C" not null,
  currency          text collate "C" not null,
  name              text not null,
  quantity          bigint not null,
  amount            numeric not null,
  returned_quantity bigint not null,
  returned_amount   numeric not null,
  primary key (day, sku, currency)
);

-- Every saga as it stands.
create table projection.saga (
  saga_id    text collate "C" primary key,
  key        text,
  flow       text,
  status     text not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  state      json not null
);

create index on projection.saga (started_at desc, saga_id desc);
create index on projection.saga (status, started_at desc, saga_id desc);
create index on projection.saga (key);
