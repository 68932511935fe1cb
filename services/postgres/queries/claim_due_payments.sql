-- A payment's columns as in load_families.sql.
WITH due AS MATERIALIZED (
  SELECT store_id, id FROM payments WHERE next_query_at <= now() ORDER BY next_query_at LIMIT $1)
UPDATE payments p SET next_query_at = now() + $2 * interval '1 millisecond'
FROM due
WHERE p.store_id = due.store_id AND p.id = due.id AND p.next_query_at <= now()
RETURNING p.order_id,
  p.id, p.method, p.account, p.status, p.version, p.amount_fen, p.received_fen, p.refund_reserved_fen, p.refunded_fen,
  p.effective, p.close_wanted, p.transaction_id, p.failure, p.action, p.request, p.idempotency_digest, p.fingerprint,
  p.queries, p.next_query_at, p.created_at, p.settled_at
