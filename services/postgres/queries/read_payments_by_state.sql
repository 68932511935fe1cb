-- Payments begun from $2 until before $3, and whatever is older and not settled. At most $4 of each kind are looked at.
WITH looked_at AS (
  (SELECT id, status, amount_fen, created_at FROM payments WHERE store_id = $1 AND id >= $2::uuid AND id < $3::uuid
   ORDER BY id DESC LIMIT $4)
  UNION
  (SELECT id, status, amount_fen, created_at FROM payments
   WHERE store_id = $1 AND status IN ('created', 'submitted', 'unknown') LIMIT $4)
  UNION
  (SELECT id, status, amount_fen, created_at FROM payments WHERE store_id = $1 AND status = 'conflict' LIMIT $4)
  UNION
  (SELECT p.id, p.status, p.amount_fen, p.created_at
   FROM (SELECT payment_id FROM refunds WHERE store_id = $1 AND status <> 'succeeded' LIMIT $4) r
   JOIN payments p ON p.store_id = $1 AND p.id = r.payment_id AND p.status = 'surplus'))
SELECT CASE status WHEN 'created' THEN 'submitted' ELSE status END AS status, count(*) AS payments,
  sum(amount_fen)::bigint AS amount_fen, to_char(min(created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS oldest
FROM looked_at
GROUP BY 1
ORDER BY 1
