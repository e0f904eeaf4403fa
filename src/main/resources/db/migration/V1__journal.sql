create schema journal;

create sequence journal.position;

-- One row an event. Rows are never changed: hash covers every column but itself. The checks keep the
-- canonical form unambiguous; regular expressions took a third of the time of an append.
create table journal.event (
  position       bigint primary key,
  stream_id      text not null check (strpos(stream_id, E'\n') = 0),
  version        bigint not null check (version > 0),
  type           text not null check (strpos(type, E'\n') = 0),
  schema_version integer not null check (schema_version > 0),
  event_id       uuid not null unique,
  occurred_at    timestamptz not null,
  saga_id        text check (saga_id <> '' and strpos(saga_id, E'\n') = 0),
  caused_by      uuid,
  actor          text not null check (strpos(actor, E'\n') = 0),
  data           json not null,
  previous_hash  bytea,
  hash           bytea not null,
  unique (stream_id, version)
);

-- The canonical form of an event: one field a line, data last. Only data can hold a line break, so
-- no two events share a form. A missing value is an empty line.
create function journal.event_hash(
  p_previous_hash bytea, p_position bigint, p_stream_id text, p_version bigint, p_type text,
  p_schema_version integer, p_event_id uuid, p_occurred_at timestamptz, p_saga_id text,
  p_caused_by uuid, p_actor text, p_data text) returns bytea
language plpgsql immutable parallel safe as $$
begin
  return sha256(convert_to(
    coalesce(encode(p_previous_hash, 'hex'), '') || E'\n' || p_position || E'\n' || p_stream_id
    || E'\n' || p_version || E'\n' || p_type || E'\n' || p_schema_version || E'\n' || p_event_id
    || E'\n' || (extract(epoch from p_occurred_at) * 1000000)::bigint || E'\n'
    || coalesce(p_saga_id, '') || E'\n' || coalesce(p_caused_by::text, '') || E'\n' || p_actor
    || E'\n' || p_data, 'UTF8'));
end;
$$;

-- A key for pg_locks that says "a transaction that started from position p is writing": the class in
-- the upper 16 bits, the position in the lower 48.
create function journal.writer_lock(p bigint) returns bigint
language sql immutable parallel safe
return (1129::bigint << 48) | (p & ((1::bigint << 48) - 1));

create function journal.last_position() returns bigint
language plpgsql volatile as $$
begin
  return (select case when p.is_called then p.last_value else 0 end from journal.position p);
end;
$$;

-- Appends an event to a stream; returns its version, or null where the stream does not stand at
-- p_expected (-1: at any version; null: never, so that a call inside a call that was refused refuses
-- both). Runs in the caller's transaction.
--
-- A writer first shows in pg_locks from where on it may write, then takes a position. So a reader
-- knows below which position nothing can still appear: see settled_position.
create function journal.append(
  p_stream text, p_expected bigint, p_type text, p_schema_version integer, p_id uuid,
  p_occurred_at timestamptz, p_saga_id text, p_caused_by uuid, p_actor text, p_data text)
  returns bigint
language plpgsql volatile as $$
declare
  v_version bigint;
  v_previous bytea;
  v_position bigint;
begin
  if p_expected is null then
    return null;
  end if;
  perform pg_advisory_xact_lock_shared(journal.writer_lock(journal.last_position()));
  loop
    select e.version, e.hash into v_version, v_previous
      from journal.event e where e.stream_id = p_stream order by e.version desc limit 1;
    v_version := coalesce(v_version, 0);
    if p_expected >= 0 and v_version <> p_expected then
      return null;
    end if;
    v_version := v_version + 1;
    v_position := nextval('journal.position');
    -- whoever writes the same version first holds the stream until its transaction ends
    insert into journal.event values (v_position, p_stream, v_version, p_type, p_schema_version,
      p_id, p_occurred_at, p_saga_id, p_caused_by, p_actor, p_data::json, v_previous,
      journal.event_hash(v_previous, v_position, p_stream, v_version, p_type, p_schema_version,
        p_id, p_occurred_at, p_saga_id, p_caused_by, p_actor, p_data))
      on conflict (stream_id, version) do nothing;
    if found then
      return v_version;
    end if;
    if p_expected >= 0 then
      return null;
    end if;
  end loop;
end;
$$;

-- The position up to which the journal is settled: no transaction can still add an event there. A
-- gap below it is a transaction that rolled back.
--
-- The order matters. Writers that show in pg_locks after `high` was read take higher positions;
-- writers that had ended by then are visible to a snapshot taken later, so the caller reads the
-- events in a statement of its own after this one.
create function journal.settled_position() returns bigint
language plpgsql volatile as $$
declare
  high bigint := journal.last_position();
  low bigint;
begin
  select min(((l.classid::bigint << 32) | l.objid::bigint) & ((1::bigint << 48) - 1)) into low
    from pg_locks l
    where l.locktype = 'advisory' and l.objsubid = 1 and (l.classid::bigint >> 16) = 1129
      and l.database = (select d.oid from pg_database d where d.datname = current_database());
  return least(high, coalesce(low, high));
end;
$$;
