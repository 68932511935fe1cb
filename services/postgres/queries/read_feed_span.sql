SELECT coalesce(least((SELECT last_seq - cardinality(kinds) + 1 FROM feed WHERE store_id = $1 ORDER BY last_seq LIMIT 1),
                      (SELECT min(seq) FROM events WHERE store_id = $1)), 0),
       coalesce((SELECT last_seq FROM feed_positions WHERE store_id = $1), 0)
