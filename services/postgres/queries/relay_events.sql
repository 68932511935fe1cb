-- Under the lock of lock_feeds.sql, with a snapshot taken after it: what waits moves to the feed with dense numbers.
WITH stores AS MATERIALIZED (
  SELECT value::bigint AS store_id FROM jsonb_array_elements_text($1::jsonb)),
waiting AS MATERIALIZED (
  SELECT o.store_id, o.id FROM stores JOIN outbox o USING (store_id) ORDER BY o.at LIMIT $2),
taken AS (
  DELETE FROM outbox o USING waiting w WHERE o.store_id = w.store_id AND o.id = w.id
  RETURNING o.*),
numbered AS (
  SELECT t.*, row_number() OVER (PARTITION BY store_id ORDER BY at, place, id) AS n FROM taken t),
moved AS (
  UPDATE feed_positions f SET last_seq = f.last_seq + c.n
  FROM (SELECT store_id, count(*) AS n FROM taken GROUP BY store_id) c
  WHERE f.store_id = c.store_id
  RETURNING f.store_id, f.last_seq, f.last_seq - c.n AS base),
published AS (
  INSERT INTO events (store_id, seq, at, kind, order_id, version, data)
  SELECT n.store_id, m.base + n.n, n.at, n.kind, n.order_id, n.version, n.data
  FROM numbered n JOIN moved m USING (store_id))
SELECT store_id, last_seq FROM moved
