SELECT coalesce((SELECT min(seq) FROM events WHERE store_id = $1), 0),
       coalesce((SELECT last_seq FROM feed_positions WHERE store_id = $1), 0)
