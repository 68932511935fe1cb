-- By the key it was placed with. A null $3 does not filter.
SELECT id FROM orders WHERE store_id = $1 AND idempotency_digest = $2::uuid AND ($3::text IS NULL OR owner = $3)
