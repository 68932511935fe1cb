SELECT order_id FROM refunds WHERE store_id = $1 AND id = $2::uuid
