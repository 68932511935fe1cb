-- Each event once, however often it is delivered; a repeat is counted. xmax = 0 tells an insert from an update.
INSERT INTO notifications AS n (store_id, id, account, notify_id, kind, evidence, headers, body, trace_id)
SELECT DISTINCT ON (store_id, account, notify_id) store_id, id, account, notify_id, kind, evidence, headers, body, trace_id
FROM jsonb_to_recordset($1::jsonb) AS w(store_id bigint, id uuid, account text, notify_id text, kind text, evidence jsonb,
                                        headers jsonb, body bytea, trace_id text)
ORDER BY store_id, account, notify_id
ON CONFLICT (store_id, account, notify_id) DO UPDATE SET deliveries = n.deliveries + 1
RETURNING id, (xmax = 0) AS inserted
