-- Creation from the objects' own rows, every later step from transitions. What was created together is told order first.
SELECT to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, 'order' AS object, id AS object_id, 1 AS version, '' AS from_status,
  CASE payment_timing WHEN 'prepay' THEN 'awaiting_payment' ELSE 'accepted' END AS to_status,
  'request' AS cause, request_id AS cause_id, 'placed by ' || owner AS detail, trace_id, 0 AS rank
FROM orders WHERE store_id = $1 AND id = $2::uuid
UNION ALL
SELECT to_char(o.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'intent', i.order_id, 1, '', 'requires_payment', 'request', o.request_id, '', o.trace_id, 1
FROM orders o JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
WHERE o.store_id = $1 AND o.id = $2::uuid
UNION ALL
SELECT to_char(t.queued_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'ticket', t.id, 1, '', 'queued', 'request', o.request_id, t.station, o.trace_id, 2
FROM orders o JOIN tickets t ON t.store_id = o.store_id AND t.order_id = o.id
WHERE o.store_id = $1 AND o.id = $2::uuid AND o.payment_timing = 'postpay'  -- the others' were queued by a step
UNION ALL
SELECT to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), object, object_id, version, from_status, to_status, cause, cause_id, detail, trace_id, 3
FROM transitions WHERE store_id = $1 AND order_id = $2::uuid
ORDER BY rank, at, version
