-- Each event once, however often it is delivered; a repeat is counted, and leaves the end that the first one has. xmax = 0
-- tells an insert from an update.
INSERT INTO notifications AS n (store_id, id, account, notify_id, kind, evidence, headers, body, trace_id, status, failure,
  attempts, next_attempt_at, processed_at)
SELECT DISTINCT ON (store_id, account, notify_id) store_id, id, account, notify_id, kind, evidence, headers, body, trace_id,
  status, failure, CASE status WHEN 'received' THEN 0 ELSE 1 END,
  CASE WHEN status IN ('received', 'parked') THEN now() + retry_after_ms * interval '1 millisecond' END,
  CASE WHEN status IN ('applied', 'dead') THEN now() END
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::json[], $7::json[], $8::bytea[], $9::text[],
            $10::text[], $11::text[], $12::bigint[])
  AS w(store_id, id, account, notify_id, kind, evidence, headers, body, trace_id, status, failure, retry_after_ms)
ORDER BY store_id, account, notify_id
ON CONFLICT (store_id, account, notify_id) DO UPDATE SET deliveries = n.deliveries + 1
RETURNING id, (xmax = 0) AS inserted
