-- Messages of gateways that wait for their number or were given up by the program, newest first: the store's, and of the
-- accounts $2 those that name no store of ours. What a person has given up stays until $3.
SELECT id, account, kind, status, coalesce(evidence->>'out_refund_no', evidence->>'out_trade_no', '') AS number,
  coalesce(evidence->>'transaction_id', evidence->>'refund_id', '') AS gateway_number,
  coalesce((evidence->>'amount_fen')::bigint, 0) AS amount_fen, coalesce(evidence->>'finding', '') AS finding, failure,
  attempts, deliveries, to_char(received_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  coalesce(to_char(next_attempt_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '') AS next_attempt_at
FROM (
  (SELECT * FROM notifications WHERE store_id = $1 AND status IN ('parked', 'dead')
     AND (failure NOT LIKE 'given_up%' OR received_at >= $3::timestamptz) ORDER BY id DESC LIMIT $4)
  UNION ALL
  (SELECT * FROM notifications WHERE store_id = 0 AND status IN ('parked', 'dead') AND account = ANY ($2::text[])
     AND received_at >= $3::timestamptz ORDER BY id DESC LIMIT $4)) n
ORDER BY id DESC
LIMIT $4
