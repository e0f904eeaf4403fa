-- What the events of a long stream were folded into, up to a version, so that they need not all be
-- read again. One row a stream, may be deleted at any time. The hash is that of the event at the
-- version: a snapshot of an event that the stream does not have, or no longer has, is not used.
create table journal.snapshot (
  stream_id      text primary key,
  version        bigint not null,
  hash           bytea not null,
  schema_version integer not null,
  state          json not null
);
