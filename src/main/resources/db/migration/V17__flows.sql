create schema routing;

-- Every revision of every flow, for as long as the journal is kept: one that no saga needs any more
-- is not loaded, but can be at any time.
create table routing.revision (
  flow       text not null,
  number     integer not null,
  hash       text not null,
  yaml       text not null,
  author     text not null,
  source     text not null check (source in ('FILE', 'PACKAGED', 'REST')),
  created_at timestamptz not null,
  primary key (flow, number)
);

-- A row a flow, also where it was retired, or where there was never a file that could be taken.
create table routing.flow (
  name            text primary key,
  active_revision integer,
  source          text check (source in ('FILE', 'PACKAGED', 'REST')),
  last_error      text,
  -- of its file: the hash of what was last looked at, so that a file counts only once it changes
  seen_hash       text,
  foreign key (name, active_revision) references routing.revision
);

-- Which revision of its flow an open order is on; those from before have none, and need none.
alter table orders.open_order add column flow_revision integer;
