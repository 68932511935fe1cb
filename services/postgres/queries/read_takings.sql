-- From $2 until $3: one row for all of it, one for each channel, one for each slot. A slot has its beginning in seconds.
SELECT coalesce(channel, '') AS channel, coalesce(extract(epoch FROM slot)::bigint, 0) AS slot,
  coalesce(sum(orders_placed), 0)::bigint AS orders_placed, coalesce(sum(placed_fen), 0)::bigint AS placed_fen,
  coalesce(sum(orders_accepted), 0)::bigint AS orders_accepted, coalesce(sum(accepted_fen), 0)::bigint AS accepted_fen,
  coalesce(sum(orders_cancelled), 0)::bigint AS orders_cancelled, coalesce(sum(orders_expired), 0)::bigint AS orders_expired,
  coalesce(sum(payments_received), 0)::bigint AS payments_received, coalesce(sum(received_fen), 0)::bigint AS received_fen,
  coalesce(sum(aside_fen), 0)::bigint AS aside_fen, coalesce(sum(refunded_fen), 0)::bigint AS refunded_fen,
  coalesce(sum(returned_fen), 0)::bigint AS returned_fen
FROM takings
WHERE store_id = $1 AND slot >= $2::timestamptz AND slot < $3::timestamptz
GROUP BY GROUPING SETS ((), (channel), (slot))
ORDER BY takings.slot NULLS FIRST, takings.channel NULLS FIRST
LIMIT $4
