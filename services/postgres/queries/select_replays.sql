-- The orders that have these keys already, or why there is none. Rivals that committed meanwhile are seen: it is a
-- statement of its own. FOR KEY SHARE writes WAL: the answer waits for a standby as the first one did (faults.md F1).
SELECT w.place, m.version AS menu_version, o.id AS order_id, o.fingerprint,
  o.id IS NULL AND EXISTS (SELECT FROM orders n WHERE n.store_id = w.store_id AND n.client_order_no = w.client_order_no)
    AS number_taken
FROM unnest($1::bigint[], $2::uuid[], $3::text[]) WITH ORDINALITY AS w(store_id, idempotency_digest, client_order_no, place)
JOIN menus m ON m.store_id = w.store_id
LEFT JOIN LATERAL (
  SELECT id, fingerprint FROM orders x WHERE x.store_id = w.store_id AND x.idempotency_digest = w.idempotency_digest
  FOR KEY SHARE) o ON true
ORDER BY w.place
