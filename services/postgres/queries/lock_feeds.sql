-- The feeds that have something waiting, locked one relay at a time: numbers are given in the order of commits that
-- the next statement sees, and never skipped.
INSERT INTO feed_positions AS f (store_id)
SELECT DISTINCT store_id FROM (SELECT store_id FROM outbox ORDER BY at LIMIT $1) waiting ORDER BY store_id
ON CONFLICT (store_id) DO UPDATE SET last_seq = f.last_seq
RETURNING store_id
