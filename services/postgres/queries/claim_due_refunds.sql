-- A refund's columns as in load_families.sql.
WITH due AS MATERIALIZED (
  SELECT store_id, id FROM refunds WHERE next_attempt_at <= now() ORDER BY next_attempt_at LIMIT $1),
claimed AS (
  UPDATE refunds r SET next_attempt_at = now() + $2 * interval '1 millisecond'
  FROM due
  WHERE r.store_id = due.store_id AND r.id = due.id AND r.next_attempt_at <= now()
  RETURNING r.*)
SELECT r.order_id,
  r.id, r.payment_id, r.status, r.version, r.amount_fen, r.cause, r.reason, r.requested_by, r.refund_id, r.failure,
  r.idempotency_digest, r.fingerprint, r.attempts, r.next_attempt_at, r.created_at, r.settled_at,
  p.method, p.account, p.received_fen
FROM claimed r
JOIN payments p ON p.store_id = r.store_id AND p.id = r.payment_id
