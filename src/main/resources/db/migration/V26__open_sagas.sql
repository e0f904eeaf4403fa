-- The processes that run sagas. One that has not renewed its lease in time is gone, and so is one of
-- an earlier incarnation: whoever has the data directory now has proved that. Times are those of the
-- database's clock.
create table saga.owner (
  owner_id    text primary key,
  incarnation bigint not null,
  expires_at  timestamptz not null
);

-- Sagas that may not be over, and who is to end each: kept from the transaction of the saga's first
-- event until its end is known at the coordinator too. What a row says is checked against the saga
-- log, so one that is left over does no harm.
create table saga.open_saga (
  saga_id     text primary key,
  owner_id    text not null,
  incarnation bigint not null,
  due_at      timestamptz not null -- when it is looked at although its owner lives
);

-- Those that an earlier version began.
insert into saga.open_saga (saga_id, owner_id, incarnation, due_at)
select substr(s.stream_id, 6), '', 0, now()
from journal.event s
where s.type = 'SagaStarted' and s.stream_id like 'saga-%'
  and not exists (
    select from journal.event e
    where e.stream_id = s.stream_id and e.type in ('SagaClosed', 'SagaCancelled'));
