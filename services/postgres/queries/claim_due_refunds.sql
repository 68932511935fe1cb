WITH due AS MATERIALIZED (
  SELECT store_id, id FROM refunds WHERE next_attempt_at <= now() ORDER BY next_attempt_at LIMIT $1),
claimed AS (
  UPDATE refunds r SET next_attempt_at = now() + $2 * interval '1 millisecond'
  FROM due
  WHERE r.store_id = due.store_id AND r.id = due.id AND r.next_attempt_at <= now()
  RETURNING r.*)
SELECT c.order_id, to_jsonb(c)::text AS refund, p.method, p.account, p.received_fen
FROM claimed c
JOIN payments p ON p.store_id = c.store_id AND p.id = c.payment_id
