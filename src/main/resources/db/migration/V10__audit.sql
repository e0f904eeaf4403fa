-- What was signed of the journal, so that an end that was cut off, a stream that is gone or a chain
-- that was computed anew shows. Each says of the events after the checkpoint before it, up to its
-- position, how many there are and the SHA-256 over their hashes in the order of positions; the
-- signature (Ed25519) covers the signature before it too.
create table journal.checkpoint (
  position           bigint primary key,
  events             bigint not null,
  digest             bytea not null,
  previous_signature bytea unique,
  signed_at          timestamptz not null,
  signature          bytea not null
);

-- Stock is in the journal from here on: what is on hand is the sum of all changes less the pieces of
-- confirmed orders. So the first change of a product takes in what was sold before.
select journal.append(
  'product-' || p.sku, 0, 'StockSet', 1, gen_random_uuid(), now(), null, null, 'catalogue',
  json_build_object('sku', p.sku, 'name', p.name, 'onHand', p.on_hand,
    'change', p.on_hand + coalesce(s.pieces, 0), 'reason', null)::text)
from inventory.product p
left join (
  select t.sku, sum(t.pieces) as pieces
  from inventory.reservation r, unnest(r.skus, r.quantities) as t (sku, pieces)
  where r.status = 'COMMITTED' group by t.sku) s on s.sku = p.sku
order by p.sku;
