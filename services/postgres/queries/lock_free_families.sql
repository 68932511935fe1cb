-- lock_families.sql for those that nobody holds: who waits for a family must not make others wait.
SELECT i.order_id
FROM payment_intents i
JOIN unnest($1::bigint[], $2::uuid[]) AS w(store_id, order_id) USING (store_id, order_id)
ORDER BY i.store_id, i.order_id
FOR NO KEY UPDATE OF i SKIP LOCKED
