-- Each event once, however often it is delivered; a repeat is counted. xmax = 0 tells an insert from an update.
INSERT INTO notifications AS n (store_id, id, account, notify_id, kind, evidence, headers, body, trace_id)
SELECT DISTINCT ON (store_id, account, notify_id) store_id, id, account, notify_id, kind, evidence, headers, body, trace_id
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::json[], $7::json[], $8::bytea[], $9::text[])
  AS w(store_id, id, account, notify_id, kind, evidence, headers, body, trace_id)
ORDER BY store_id, account, notify_id
ON CONFLICT (store_id, account, notify_id) DO UPDATE SET deliveries = n.deliveries + 1
RETURNING id, (xmax = 0) AS inserted
