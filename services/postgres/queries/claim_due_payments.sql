WITH due AS MATERIALIZED (
  SELECT store_id, id FROM payments WHERE next_query_at <= now() ORDER BY next_query_at LIMIT $1)
UPDATE payments p SET next_query_at = now() + $2 * interval '1 millisecond'
FROM due
WHERE p.store_id = due.store_id AND p.id = due.id AND p.next_query_at <= now()
RETURNING p.order_id, to_jsonb(p)::text AS payment
