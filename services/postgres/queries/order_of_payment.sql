SELECT order_id FROM payments WHERE store_id = $1 AND id = $2::uuid
