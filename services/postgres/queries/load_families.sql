-- Whole families, each as one document. A second statement after the lock: its snapshot sees what the lock waited for.
SELECT jsonb_build_object(
  'order', to_jsonb(o) - 'idempotency_digest' - 'fingerprint',
  'intent', to_jsonb(i),
  'payments', coalesce((SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM payments p
                        WHERE p.store_id = o.store_id AND p.order_id = o.id), '[]'),
  'refunds', coalesce((SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM refunds r
                       WHERE r.store_id = o.store_id AND r.order_id = o.id), '[]'),
  'tickets', coalesce((SELECT jsonb_agg(to_jsonb(t) ORDER BY t.id) FROM tickets t
                       WHERE t.store_id = o.store_id AND t.order_id = o.id), '[]'),
  'policy', jsonb_build_object('revive_late', s.revive_late, 'revive_within_seconds', s.revive_within_seconds,
    'open', s.taking_orders AND CASE WHEN s.opens_at < s.closes_at
      THEN (now() AT TIME ZONE s.zone)::time >= s.opens_at AND (now() AT TIME ZONE s.zone)::time < s.closes_at
      ELSE (now() AT TIME ZONE s.zone)::time >= s.opens_at OR (now() AT TIME ZONE s.zone)::time < s.closes_at END))::text
FROM jsonb_to_recordset($1::jsonb) AS w(place integer, store_id bigint, order_id uuid)
JOIN orders o ON o.store_id = w.store_id AND o.id = w.order_id
JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
JOIN stores s ON s.store_id = o.store_id
ORDER BY w.place
