SELECT order_id FROM tickets WHERE store_id = $1 AND id = $2::uuid
