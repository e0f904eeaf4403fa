create schema payment;

-- One row an order. A row without payment_id was refunded before it was ever charged: the fence.
create table payment.payment (
  order_id   text primary key,
  payment_id text,
  amount     numeric,
  currency   text,
  status     text not null check (status in ('CHARGED', 'REFUNDED')),
  check (status = 'REFUNDED' or (payment_id is not null and amount >= 0 and currency is not null))
);
