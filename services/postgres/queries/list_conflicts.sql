-- Money in quarantine, newest first: as long as its order waits for it, else what came in since $2.
SELECT p.order_id, p.id, p.method, p.amount_fen, p.received_fen, to_char(p.settled_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  o.status AS order_status, coalesce(o.pickup_number, 0) AS pickup_number,
  coalesce((SELECT t.detail FROM transitions t WHERE t.store_id = p.store_id AND t.order_id = p.order_id AND t.object = 'payment'
              AND t.object_id = p.id AND t.to_status = 'conflict'), '') AS why,
  CASE p.failure WHEN 'amount_differs' THEN p.received_fen - p.refund_reserved_fen ELSE 0 END AS refundable_fen
FROM payments p
JOIN orders o ON o.store_id = p.store_id AND o.id = p.order_id
WHERE p.store_id = $1 AND p.status = 'conflict' AND (o.status = 'awaiting_payment' OR p.settled_at >= $2::timestamptz)
ORDER BY p.id DESC
LIMIT $3
