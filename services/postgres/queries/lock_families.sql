-- The lock of a family is its intent's row; taken in one order everywhere, so that batches do not deadlock.
SELECT i.order_id
FROM payment_intents i
JOIN jsonb_to_recordset($1::jsonb) AS w(store_id bigint, order_id uuid) USING (store_id, order_id)
ORDER BY i.store_id, i.order_id
FOR NO KEY UPDATE OF i
