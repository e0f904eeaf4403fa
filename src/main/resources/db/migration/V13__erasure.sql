-- Whether a key of personal data still exists; if so, it does until the caller's transaction ends.
-- What was sealed with it is stored in that transaction, so no data are sealed by a key that is
-- gone, and who destroys one sees all that was sealed with it. Waits for a transaction that is
-- about to destroy the key.
create function journal.hold_personal_key(p_key uuid) returns boolean
language plpgsql volatile as $$
begin
  perform 1 from journal.personal_key k where k.key_id = p_key and k.key is not null for share;
  return found;
end;
$$;

create index on journal.personal_key (subject);

-- Whose order it is, because personal data are not erased while an order needs them.
alter table orders.open_order add column customer_id text;
update orders.open_order o set customer_id = e.data ->> 'customerId'
  from journal.event e where e.stream_id = 'order-' || o.order_id and e.version = 1;
alter table orders.open_order alter column customer_id set not null;

-- Orders from before personal data were sealed, which erasure does not reach: those of a customer
-- are counted. There are no more to come.
create index event_in_clear on journal.event ((data ->> 'customerId'))
  where type = 'OrderPlaced' and schema_version = 1;
