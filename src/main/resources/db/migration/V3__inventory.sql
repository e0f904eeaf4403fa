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

-- A small catalogue, so that the first order works. The names are those of the first products of
-- Northwind, Microsoft's public sample database.
insert into inventory.product (sku, name, on_hand) values
  ('NW-001', 'Chai', 500),
  ('NW-002', 'Chang', 500),
  ('NW-003', 'Aniseed Syrup', 300),
  ('NW-004', 'Chef Anton''s Cajun Seasoning', 300),
  ('NW-005', 'Chef Anton''s Gumbo Mix', 1000),
  ('NW-006', 'Grandma''s Boysenberry Spread', 250),
  ('NW-007', 'Uncle Bob''s Organic Dried Pears', 400),
  ('NW-008', 'Northwoods Cranberry Sauce', 200),
  ('NW-009', 'Mishi Kobe Niku', 50),
  ('NW-010', 'Ikura', 350),
  ('NW-011', 'Queso Cabrales', 150),
  ('NW-012', 'Queso Manchego La Pastora', 5);
