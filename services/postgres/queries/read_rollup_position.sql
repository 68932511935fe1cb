-- Up to where the feed was added up, and how long the first event after that has waited.
SELECT coalesce(p.last_seq, 0) AS last_seq,
  coalesce(extract(epoch FROM now() - least(
    (SELECT f.at FROM feed f WHERE f.store_id = s.store_id AND f.last_seq > coalesce(p.last_seq, 0) ORDER BY f.last_seq LIMIT 1),
    (SELECT e.at FROM events e WHERE e.store_id = s.store_id AND e.seq = coalesce(p.last_seq, 0) + 1))), 0)::float8 AS behind_seconds
FROM (SELECT $1::bigint AS store_id) s
LEFT JOIN rollup_positions p ON p.store_id = s.store_id
