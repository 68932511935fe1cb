-- Whole families but for their tickets: a row for each payment and refund, with its order's columns again. Under the lock it
-- is a second statement: its snapshot sees what the lock waited for. The columns are read one after the other (rows.cc).
SELECT o.id, o.status, o.version, o.channel, o.service, o.lines, o.total_fen, o.payment_timing, o.note, o.client_order_no,
  o.owner, o.business_date, o.pickup_number, o.created_at, o.expires_at, o.updated_at,
  i.amount_fen, i.status, i.version, i.refunded_fen, i.expires_at,
  s.revive_late, s.revive_within_seconds, s.taking_orders AND CASE WHEN s.opens_at < s.closes_at
    THEN (now() AT TIME ZONE s.zone)::time >= s.opens_at AND (now() AT TIME ZONE s.zone)::time < s.closes_at
    ELSE (now() AT TIME ZONE s.zone)::time >= s.opens_at OR (now() AT TIME ZONE s.zone)::time < s.closes_at END,
  p.id, p.method, p.account, p.status, p.version, p.amount_fen, p.received_fen, p.refund_reserved_fen, p.refunded_fen,
  p.effective, p.close_wanted, p.transaction_id, p.failure, p.action, p.request, p.idempotency_digest, p.fingerprint,
  p.queries, p.next_query_at, p.created_at, p.settled_at,
  r.id, r.payment_id, r.status, r.version, r.amount_fen, r.cause, r.reason, r.requested_by, r.refund_id, r.failure,
  r.idempotency_digest, r.fingerprint, r.attempts, r.next_attempt_at, r.created_at, r.settled_at
FROM unnest($1::bigint[], $2::uuid[]) WITH ORDINALITY AS w(store_id, order_id, place)
JOIN orders o ON o.store_id = w.store_id AND o.id = w.order_id
JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
JOIN stores s ON s.store_id = o.store_id
LEFT JOIN payments p ON p.store_id = o.store_id AND p.order_id = o.id
LEFT JOIN refunds r ON r.store_id = p.store_id AND r.order_id = p.order_id AND r.payment_id = p.id
ORDER BY w.place, p.id, r.id
