-- Money in quarantine, newest first: as long as its order waits for it or somebody can give it back, else what came in since $2.
WITH quarantined AS (
  SELECT *, CASE failure WHEN 'amount_differs' THEN received_fen - refund_reserved_fen ELSE 0 END AS refundable_fen
  FROM payments WHERE store_id = $1 AND status = 'conflict')
SELECT p.order_id, p.id, p.method, p.amount_fen, p.received_fen, to_char(p.settled_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  o.status AS order_status, coalesce(o.pickup_number, 0) AS pickup_number,
  coalesce((SELECT t.detail FROM transitions t WHERE t.store_id = p.store_id AND t.order_id = p.order_id AND t.object = 'payment'
              AND t.object_id = p.id AND t.to_status = 'conflict'), '') AS why,
  p.refundable_fen, p.refund_reserved_fen
FROM quarantined p
JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
WHERE o.status = 'awaiting_payment' OR p.refundable_fen > 0 OR p.settled_at >= $2::timestamptz
ORDER BY p.id DESC
LIMIT $3
