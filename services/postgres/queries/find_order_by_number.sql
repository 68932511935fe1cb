-- By the caller's own number. A null $3 does not filter.
SELECT id FROM orders WHERE store_id = $1 AND client_order_no = $2 AND ($3::text IS NULL OR owner = $3)
