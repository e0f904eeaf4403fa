create schema saga;

-- The key that signs the callbacks of this database's sagas; made at the first start, one row.
create table saga.callback_key (
  only_one boolean primary key default true check (only_one),
  key      bytea not null
);
