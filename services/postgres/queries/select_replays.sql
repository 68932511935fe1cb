-- For what insert_orders.sql did not insert: the order that has the key already, or why there is none. A new statement,
-- so that it sees rivals that committed meanwhile. FOR KEY SHARE writes WAL: the answer waits for a standby as the
-- first one did (faults.md F1).
SELECT w.place, m.version AS menu_version, encode(o.fingerprint, 'hex') AS fingerprint,
  (to_jsonb(o) - 'idempotency_digest' - 'fingerprint')::text AS "order", to_jsonb(i)::text AS intent
FROM jsonb_to_recordset($1::jsonb) AS w(place integer, store_id bigint, idempotency_digest bytea)
JOIN menus m ON m.store_id = w.store_id
LEFT JOIN LATERAL (
  SELECT * FROM orders x WHERE x.store_id = w.store_id AND x.idempotency_digest = w.idempotency_digest
  FOR KEY SHARE) o ON true
LEFT JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
ORDER BY w.place
