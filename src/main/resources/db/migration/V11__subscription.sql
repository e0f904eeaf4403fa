-- Groups of consumers. The streams of a category are hashed into 16 partitions, each of which one
-- member of the group has at a time:
--   get_byte(sha256(convert_to(stream_id, 'UTF8')), 0) % 16
--
-- position:   up to where the group has handled the events of the partition
-- owner:      the member that has it; null: nobody
-- lease:      raised whenever the partition changes hands; with the owner it fences off a member that
--             lost it and does not know yet
-- expires_at: by the database's clock; after it anybody may take the partition
create table journal.subscription (
  group_name text collate "C" not null,
  partition  integer not null,
  position   bigint not null,
  owner      text,
  lease      bigint not null default 0,
  expires_at timestamptz,
  primary key (group_name, partition)
);

-- The living members of each group, among which its partitions are shared out; what a member consumes
-- is there so that two that differ do not share a checkpoint.
create table journal.subscriber (
  group_name text collate "C" not null,
  member     text collate "C" not null,
  consumes   text not null,
  joined_at  timestamptz not null,
  expires_at timestamptz not null,
  primary key (group_name, member)
);

-- Events that a group could not handle, and those of the same stream behind them. While a stream has
-- any, the group hands on none of its events past them.
create table journal.set_aside (
  id              uuid primary key,
  group_name      text collate "C" not null,
  partition       integer not null,
  stream_id       text not null,
  position        bigint not null,
  attempts        integer not null,
  error           text not null,
  set_aside_at    timestamptz not null,
  retry_requested boolean not null default false,
  unique (group_name, position)
);

create index on journal.set_aside (group_name, stream_id, position);
create index on journal.set_aside (group_name, partition) where retry_requested;
