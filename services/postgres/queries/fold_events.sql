-- Under the lock of lock_rollups.sql, with a snapshot taken after it: up to $2 events of each store are added to its rollups,
-- and its position moves past them. Answers how many were read of each. An event without a figure counts as nothing: one that
-- could not be added up would stop the figures of every store.
-- A feed has no gaps, and a row of it may be read in parts.
WITH behind AS MATERIALIZED (
  SELECT p.store_id, p.last_seq AS after, greatest(p.last_seq, least(p.last_seq + $2, f.last_seq)) AS last
  FROM unnest($1::bigint[]) AS s(store_id)
  JOIN rollup_positions p ON p.store_id = s.store_id
  JOIN feed_positions f ON f.store_id = s.store_id),
news AS MATERIALIZED (
  SELECT store_id, at, kind, order_id, version, data::jsonb AS told
  FROM (
    SELECT b.store_id, b.after, b.last, f.last_seq - cardinality(f.kinds) + e.place AS seq, f.at, e.kind, e.order_id, e.version, e.data
    FROM behind b
    JOIN feed f ON f.store_id = b.store_id AND f.last_seq > b.after
      AND f.last_seq <= coalesce((SELECT min(n.last_seq) FROM feed n WHERE n.store_id = b.store_id AND n.last_seq >= b.last), b.last)
    CROSS JOIN unnest(f.kinds, f.order_ids, f.versions, f.data) WITH ORDINALITY AS e(kind, order_id, version, data, place)
    UNION ALL
    SELECT b.store_id, b.after, b.last, e.seq, e.at, e.kind, e.order_id, e.version, e.data
    FROM behind b JOIN events e ON e.store_id = b.store_id AND e.seq > b.after AND e.seq <= b.last) e
  WHERE seq > after AND seq <= last
    AND kind IN ('order.awaiting_payment', 'order.accepted', 'order.cancelled', 'order.expired', 'payment.succeeded',
                 'payment.surplus', 'payment.conflict', 'refund.succeeded', 'ticket.done')),
money AS MATERIALIZED (
  SELECT store_id, at, kind, told, kind IN ('order.awaiting_payment', 'order.accepted') AND version = 1 AS placed,
    coalesce(told->>'channel', (SELECT channel FROM orders o WHERE o.store_id = n.store_id AND o.id = n.order_id)) AS channel
  FROM news n
  WHERE kind <> 'ticket.done'),
figures AS (
  SELECT store_id, channel,
    date_bin('5 minutes', coalesce(CASE WHEN placed THEN (told->>'created_at')::timestamptz END, at), '2000-01-01Z') AS slot,
    placed::integer AS orders_placed,
    CASE WHEN placed THEN coalesce((told->>'total')::bigint, 0) ELSE 0 END AS placed_fen,
    (kind = 'order.accepted')::integer AS orders_accepted,
    CASE kind WHEN 'order.accepted' THEN coalesce((told->>'total')::bigint, 0) ELSE 0 END AS accepted_fen,
    (kind = 'order.cancelled')::integer AS orders_cancelled,
    (kind = 'order.expired')::integer AS orders_expired,
    (kind = 'payment.succeeded')::integer AS payments_received,
    CASE kind WHEN 'payment.succeeded' THEN coalesce((told->>'received')::bigint, 0) ELSE 0 END AS received_fen,
    CASE WHEN kind IN ('payment.surplus', 'payment.conflict') THEN coalesce((told->>'received')::bigint, 0) ELSE 0 END AS aside_fen,
    CASE WHEN kind = 'refund.succeeded' AND told->>'cause' <> 'surplus' THEN coalesce((told->>'amount')::bigint, 0) ELSE 0 END AS refunded_fen,
    CASE WHEN kind = 'refund.succeeded' AND told->>'cause' = 'surplus' THEN coalesce((told->>'amount')::bigint, 0) ELSE 0 END AS returned_fen
  FROM money
  WHERE channel IS NOT NULL),
taken AS (
  INSERT INTO takings AS t
  SELECT store_id, slot, channel, sum(orders_placed), sum(placed_fen), sum(orders_accepted), sum(accepted_fen),
    sum(orders_cancelled), sum(orders_expired), sum(payments_received), sum(received_fen), sum(aside_fen), sum(refunded_fen),
    sum(returned_fen)
  FROM figures GROUP BY store_id, slot, channel
  ON CONFLICT (store_id, slot, channel) DO UPDATE SET
    orders_placed = t.orders_placed + excluded.orders_placed, placed_fen = t.placed_fen + excluded.placed_fen,
    orders_accepted = t.orders_accepted + excluded.orders_accepted, accepted_fen = t.accepted_fen + excluded.accepted_fen,
    orders_cancelled = t.orders_cancelled + excluded.orders_cancelled,
    orders_expired = t.orders_expired + excluded.orders_expired,
    payments_received = t.payments_received + excluded.payments_received,
    received_fen = t.received_fen + excluded.received_fen, aside_fen = t.aside_fen + excluded.aside_fen,
    refunded_fen = t.refunded_fen + excluded.refunded_fen, returned_fen = t.returned_fen + excluded.returned_fen),
cooked AS (
  INSERT INTO kitchen_speed AS k
  SELECT store_id, date_bin('15 minutes', at, '2000-01-01Z'), told->>'station',
    greatest(0, least(3600, floor(extract(epoch FROM (told->>'done_at')::timestamptz - (told->>'queued_at')::timestamptz) / 10) * 10)),
    count(*)
  FROM news
  WHERE kind = 'ticket.done' AND told->>'done_at' IS NOT NULL AND told->>'queued_at' IS NOT NULL AND told->>'station' IS NOT NULL
  GROUP BY 1, 2, 3, 4
  ON CONFLICT (store_id, slot, station, seconds) DO UPDATE SET tickets = k.tickets + excluded.tickets),
moved AS (
  UPDATE rollup_positions p SET last_seq = b.last FROM behind b WHERE p.store_id = b.store_id)
SELECT store_id, last - after FROM behind
