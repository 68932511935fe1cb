-- The orders that have these keys already, or why there is none. Rivals that committed meanwhile are seen: it is a
-- statement of its own. FOR KEY SHARE writes WAL: the answer waits for a standby as the first one did (faults.md F1).
SELECT w.place, m.version AS menu_version, o.fingerprint,
  (to_jsonb(o) - 'idempotency_digest' - 'fingerprint')::text AS "order", to_jsonb(i)::text AS intent,
  o.id IS NULL AND EXISTS (SELECT FROM orders n WHERE n.store_id = w.store_id AND n.client_order_no = w.client_order_no)
    AS number_taken
FROM jsonb_to_recordset($1::jsonb) AS w(place integer, store_id bigint, idempotency_digest uuid, client_order_no text)
JOIN menus m ON m.store_id = w.store_id
LEFT JOIN LATERAL (
  SELECT * FROM orders x WHERE x.store_id = w.store_id AND x.idempotency_digest = w.idempotency_digest
  FOR KEY SHARE) o ON true
LEFT JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
ORDER BY w.place
