WITH wanted AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS w(place integer, store_id bigint, kind text, id uuid))
SELECT w.place, p.order_id FROM wanted w JOIN payments p USING (store_id, id) WHERE w.kind = 'payment'
UNION ALL
SELECT w.place, r.order_id FROM wanted w JOIN refunds r USING (store_id, id) WHERE w.kind = 'refund'
