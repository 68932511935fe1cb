WITH wanted AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[]) WITH ORDINALITY AS w(store_id, id, kind, place))
SELECT w.place, p.order_id FROM wanted w JOIN payments p USING (store_id, id) WHERE w.kind = 'payment'
UNION ALL
SELECT w.place, r.order_id FROM wanted w JOIN refunds r USING (store_id, id) WHERE w.kind = 'refund'
