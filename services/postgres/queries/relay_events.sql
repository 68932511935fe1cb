-- Under the lock of lock_feeds.sql, with a snapshot taken after it: what waits moves to the feed with dense numbers, oldest
-- first, whole rows until they hold $2 events.
WITH stores AS MATERIALIZED (
  SELECT store_id FROM unnest($1::bigint[]) AS s(store_id)),
waiting AS MATERIALIZED (
  SELECT store_id, id
  FROM (SELECT w.*, sum(events) OVER (ORDER BY at, id) - events AS before
        FROM (SELECT o.store_id, o.id, o.at, cardinality(o.kinds) AS events
              FROM stores JOIN outbox o USING (store_id) ORDER BY o.at LIMIT $2) w) counted
  WHERE before < $2),
taken AS (
  DELETE FROM outbox o USING waiting w WHERE o.store_id = w.store_id AND o.id = w.id
  RETURNING o.*),
numbered AS (
  SELECT t.*, sum(cardinality(kinds)) OVER (PARTITION BY store_id ORDER BY at, id) AS upto FROM taken t),
moved AS (
  UPDATE feed_positions f SET last_seq = f.last_seq + c.n
  FROM (SELECT store_id, max(upto) AS n FROM numbered GROUP BY store_id) c
  WHERE f.store_id = c.store_id
  RETURNING f.store_id, f.last_seq, f.last_seq - c.n AS base),
published AS (
  INSERT INTO feed (store_id, last_seq, at, kinds, order_ids, versions, data)
  SELECT n.store_id, m.base + n.upto, n.at, n.kinds, n.order_ids, n.versions, n.data
  FROM numbered n JOIN moved m USING (store_id))
SELECT store_id, last_seq - base FROM moved
