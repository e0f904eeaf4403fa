create schema inventory;

create table inventory.product (
  sku      text primary key,
  name     text not null,
  on_hand  integer not null check (on_hand >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  check (reserved <= on_hand)
);

-- One row an order, also where it was released before it was ever reserved: that row is the fence.
create table inventory.reservation (
  order_id   text primary key,
  status     text not null check (status in ('RESERVED', 'COMMITTED', 'RELEASED')),
  skus       text[] not null,
  quantities integer[] not null check (cardinality(quantities) = cardinality(skus))
);

-- A small catalogue, so that the first order works
insert into inventory.product (sku, name, on_hand) values
  ('CRV-001', 'Espresso beans, 1 kg', 500),
  ('CRV-002', 'Filter coffee, 500 g', 500),
  ('CRV-003', 'Green tea, 250 g', 300),
  ('CRV-004', 'Black tea, 250 g', 300),
  ('CRV-005', 'Dark chocolate, 100 g', 1000),
  ('CRV-006', 'Olive oil, 750 ml', 250),
  ('CRV-007', 'Sea salt, 500 g', 400),
  ('CRV-008', 'Dates, 1 kg', 200),
  ('CRV-009', 'Saffron, 1 g', 50),
  ('CRV-010', 'Almonds, 500 g', 350),
  ('CRV-011', 'Honey, 500 g', 150),
  ('CRV-012', 'Rug, handwoven', 5);
