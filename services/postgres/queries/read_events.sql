-- $3 events after $2, and what their rows hold besides: a row is what one transaction told, those up to the one in which the
-- last of them is. Lists, to be taken apart by who reads them: 1E separates what is JSON, which has no such character.
WITH wanted AS (SELECT $1::bigint AS store_id, $2::bigint AS after, least($2, 1::bigint << 62) + $3 AS last)
SELECT f.last_seq - cardinality(f.kinds) + 1 AS first_seq, to_char(f.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  array_to_string(f.kinds, ','), array_to_string(f.order_ids, ',', ''), array_to_string(f.versions, ','),
  array_to_string(f.data, E'\x1e')
FROM wanted w
JOIN feed f ON f.store_id = w.store_id AND f.last_seq > w.after
  AND f.last_seq <= coalesce((SELECT min(b.last_seq) FROM feed b WHERE b.store_id = w.store_id AND b.last_seq >= w.last), w.last)
UNION ALL
(SELECT e.seq, to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.kind, e.order_id::text, e.version::text, e.data
 FROM wanted w JOIN events e ON e.store_id = w.store_id AND e.seq > w.after ORDER BY e.seq LIMIT $3)
ORDER BY first_seq
