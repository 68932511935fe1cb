-- An order as it is read: with its intent, payments and refunds, as one document. Filters go through to the tables' keys.

CREATE VIEW order_documents AS
SELECT o.store_id, o.id, o.client_order_no, o.idempotency_digest, o.status, o.business_date, o.owner, jsonb_build_object(
  'order', to_jsonb(o) - 'idempotency_digest' - 'fingerprint',
  'intent', to_jsonb(i),
  'payments', coalesce((SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM payments p
                        WHERE p.store_id = o.store_id AND p.order_id = o.id), '[]'),
  'refunds', coalesce((SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM refunds r
                       WHERE r.store_id = o.store_id AND r.order_id = o.id), '[]'),
  'tickets', '[]'::jsonb,
  'policy', '{"revive_late": false, "revive_within_seconds": 0, "open": false}'::jsonb)::text AS document
FROM orders o
JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id;
