-- Where a stream stands; nulls where there is no such stream. On its own because of its setting: a
-- session keeps the plan of a function's statement, and one that was made while the journal was short
-- would scan the whole table, and go on doing so as the table grows, until the next analyze.
create function journal.stream_end(p_stream text, out version bigint, out hash bytea)
language plpgsql volatile set enable_seqscan = off as $$
begin
  select e.version, e.hash into version, hash
    from journal.event e where e.stream_id = p_stream order by e.version desc limit 1;
end;
$$;

-- As before, but for the lookup of the stream's end.
create or replace function journal.append(
  p_stream text, p_expected bigint, p_type text, p_schema_version integer, p_id uuid,
  p_occurred_at timestamptz, p_saga_id text, p_caused_by uuid, p_actor text, p_data text)
  returns bigint
language plpgsql volatile as $$
declare
  v_end record;
  v_version bigint;
  v_position bigint;
begin
  if p_expected is null then
    return null;
  end if;
  perform pg_advisory_xact_lock_shared(journal.writer_lock(journal.last_position()));
  loop
    v_end := journal.stream_end(p_stream);
    v_version := coalesce(v_end.version, 0);
    if p_expected >= 0 and v_version <> p_expected then
      return null;
    end if;
    v_version := v_version + 1;
    v_position := nextval('journal.position');
    -- whoever writes the same version first holds the stream until its transaction ends
    insert into journal.event values (v_position, p_stream, v_version, p_type, p_schema_version,
      p_id, p_occurred_at, p_saga_id, p_caused_by, p_actor, p_data::json, v_end.hash,
      journal.event_hash(v_end.hash, v_position, p_stream, v_version, p_type, p_schema_version,
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
