-- Money on its way back that nobody asked for (surplus, late), since $2; and every refund that failed or is not known to have
-- arrived, unless a later one of as much was asked for before $2. Newest first.
WITH looked_at AS (
  (SELECT id FROM refunds WHERE store_id = $1 AND cause IN ('surplus', 'late') AND id >= $2::uuid ORDER BY id DESC LIMIT $3)
  UNION
  (SELECT id FROM refunds WHERE store_id = $1 AND status <> 'succeeded' ORDER BY id DESC LIMIT $3)),
told AS (
  SELECT r.*, EXISTS (SELECT FROM refunds l WHERE l.store_id = r.store_id AND l.order_id = r.order_id AND l.payment_id = r.payment_id
                        AND l.id > r.id AND l.amount_fen >= r.amount_fen AND l.status <> 'failed') AS redone
  FROM looked_at
  JOIN refunds r ON r.store_id = $1 AND r.id = looked_at.id)
SELECT t.order_id, t.id, t.payment_id, t.status, t.cause, t.amount_fen, t.reason, t.requested_by, t.failure, t.redone,
  to_char(t.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, p.method, p.status AS payment_status,
  p.received_fen - p.refund_reserved_fen AS refundable_fen, o.status AS order_status, coalesce(o.pickup_number, 0) AS pickup_number
FROM told t
JOIN payments p ON p.store_id = $1 AND p.id = t.payment_id
JOIN orders o ON o.store_id = $1 AND o.id = t.order_id
WHERE NOT t.redone OR t.id >= $2::uuid
ORDER BY t.id DESC
LIMIT $3
