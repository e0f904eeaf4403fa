create schema orders;

-- Orders that have not ended yet, so that a start need not read the whole journal to find them. Kept
-- in the transaction of the events that it follows from.
create table orders.open_order (
  order_id  text primary key,
  placed_at timestamptz not null
);
