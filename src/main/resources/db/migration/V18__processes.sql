create schema process;

-- Processes that have not ended, kept with the events that say so.
create table process.open_process (
  flow        text not null,
  key         text not null,
  revision    integer not null,
  accepted_at timestamptz not null,
  primary key (flow, key)
);

create index on process.open_process (accepted_at);
