-- Which flow an open order takes: who looks for orders that were left behind looks for its own.
alter table orders.open_order add column flow text;

update orders.open_order o set flow = (
  select e.data ->> 'flow' from journal.event e
  where e.stream_id = 'order-' || o.order_id and e.version = 1);

alter table orders.open_order alter column flow set not null;

create schema choreography;

-- Messages that a group of Kafka consumers could not handle, as they came. Events of the journal that
-- could not be handled are in journal.set_aside.
create table choreography.dead_message (
  id           uuid primary key,
  group_name   text not null,
  topic        text not null,
  partition    integer not null,
  kafka_offset bigint not null,
  message_key  text,
  message      text,
  event_id     uuid,
  type         text,
  attempts     integer not null,
  error        text not null,
  set_aside_at timestamptz not null,
  unique (group_name, topic, partition, kafka_offset)
);
