-- Each event once, however often it is delivered; a repeat is counted. xmax = 0 tells an insert from an update. What its
-- receiver has claimed is due when the lease ends.
INSERT INTO notifications AS n (store_id, id, account, notify_id, kind, evidence, headers, body, trace_id, claimed_by, attempts,
  next_attempt_at)
SELECT DISTINCT ON (store_id, account, notify_id) store_id, id, account, notify_id, kind, evidence, headers, body, trace_id,
  claimed_by, CASE WHEN claimed_by = '' THEN 0 ELSE 1 END, now() + lease_ms * interval '1 millisecond'
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::json[], $7::json[], $8::bytea[], $9::text[],
            $10::text[], $11::bigint[])
  AS w(store_id, id, account, notify_id, kind, evidence, headers, body, trace_id, claimed_by, lease_ms)
ORDER BY store_id, account, notify_id
ON CONFLICT (store_id, account, notify_id) DO UPDATE SET deliveries = n.deliveries + 1
RETURNING id, (xmax = 0) AS inserted
