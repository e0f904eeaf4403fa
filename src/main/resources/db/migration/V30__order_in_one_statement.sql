-- As journal.hold_personal_key, for a statement that stores nothing at all where the key is gone.
create function journal.require_personal_key(p_key uuid) returns boolean
language plpgsql volatile as $$
begin
  if not journal.hold_personal_key(p_key) then
    raise exception 'the personal key % is destroyed', p_key using errcode = 'CV001';
  end if;
  return true;
end;
$$;
