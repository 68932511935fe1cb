-- $3 events after $2. A row holds as many as its transaction told: those up to the one in which the last of them is.
WITH wanted AS (SELECT $1::bigint AS store_id, $2::bigint AS after, least($2, 1::bigint << 62) + $3 AS last)
SELECT seq, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, kind, order_id, version, data
FROM (
  SELECT f.last_seq - cardinality(f.kinds) + e.place AS seq, f.at, e.kind, e.order_id, e.version, e.data
  FROM wanted w
  JOIN feed f ON f.store_id = w.store_id AND f.last_seq > w.after
    AND f.last_seq <= coalesce((SELECT min(b.last_seq) FROM feed b WHERE b.store_id = w.store_id AND b.last_seq >= w.last), w.last)
  CROSS JOIN unnest(f.kinds, f.order_ids, f.versions, f.data) WITH ORDINALITY AS e(kind, order_id, version, data, place)
  UNION ALL
  (SELECT e.seq, e.at, e.kind, e.order_id, e.version, e.data
   FROM wanted w JOIN events e ON e.store_id = w.store_id AND e.seq > w.after ORDER BY e.seq LIMIT $3)) news
WHERE seq > $2
ORDER BY seq
LIMIT $3
