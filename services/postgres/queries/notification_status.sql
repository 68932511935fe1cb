SELECT status FROM notifications WHERE store_id = $1 AND id = $2::uuid
