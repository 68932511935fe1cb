-- Stores whose feed has grown since it was added up, the furthest behind first.
SELECT f.store_id
FROM feed_positions f
LEFT JOIN rollup_positions p ON p.store_id = f.store_id
WHERE f.last_seq > coalesce(p.last_seq, 0)
ORDER BY f.last_seq - coalesce(p.last_seq, 0) DESC
LIMIT $1
