SELECT coalesce((SELECT last_seq FROM feed_positions WHERE store_id = $1), 0)
