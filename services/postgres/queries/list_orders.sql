-- Newest first; a null parameter does not filter. $7 is the keyset: only older ids.
SELECT jsonb_build_object(
  'order', to_jsonb(o) - 'idempotency_digest' - 'fingerprint',
  'intent', to_jsonb(i),
  'payments', coalesce((SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM payments p
                        WHERE p.store_id = o.store_id AND p.order_id = o.id), '[]'),
  'refunds', coalesce((SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM refunds r
                       WHERE r.store_id = o.store_id AND r.order_id = o.id), '[]'),
  'tickets', '[]'::jsonb,
  'policy', '{"revive_late": false, "revive_within_seconds": 0, "open": false}'::jsonb)::text
FROM orders o
JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
WHERE o.store_id = $1
  AND ($2::text IS NULL OR o.client_order_no = $2)
  AND ($3::uuid IS NULL OR o.idempotency_digest = $3)
  AND ($4::text IS NULL OR o.status = $4)
  AND ($5::date IS NULL OR o.business_date = $5)
  AND ($6::text IS NULL OR o.owner = $6)
  AND ($7::uuid IS NULL OR o.id < $7)
ORDER BY o.store_id, o.id DESC
LIMIT $8
