create schema shipping;

-- One row an order. A row without shipment_id was cancelled before it was ever scheduled: the fence.
create table shipping.shipment (
  order_id        text primary key,
  shipment_id     text,
  carrier         text,
  tracking_number text,
  status          text not null check (status in ('SCHEDULED', 'CANCELLED')),
  check (status = 'CANCELLED' or (shipment_id is not null and carrier is not null))
);
