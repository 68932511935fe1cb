-- Ages in seconds of what waits longest, 0 when nothing waits; counts of what a person has to look at. Each figure is
-- read off a partial index over what is not done yet, so that it costs the same when the tables are large.
SELECT 'notifications_due_oldest_seconds' AS name,
       coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE next_attempt_at <= now())), 0)::float8 AS value
  FROM notifications WHERE next_attempt_at IS NOT NULL
UNION ALL
SELECT 'notifications_waiting', count(*)::float8 FROM notifications WHERE next_attempt_at IS NOT NULL
UNION ALL
SELECT 'notifications_dead', count(*)::float8 FROM notifications
  WHERE status = 'dead' AND failure NOT LIKE 'given_up%'
UNION ALL
SELECT 'payments_due_oldest_seconds',
       coalesce(extract(epoch FROM now() - min(next_query_at) FILTER (WHERE next_query_at <= now())), 0)::float8
  FROM payments WHERE next_query_at IS NOT NULL
UNION ALL
SELECT 'payments_open', count(*)::float8 FROM payments WHERE next_query_at IS NOT NULL
UNION ALL
SELECT 'payments_in_conflict', count(*)::float8 FROM payments WHERE status = 'conflict' AND refunded_fen < received_fen
UNION ALL
SELECT 'refunds_due_oldest_seconds',
       coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE next_attempt_at <= now())), 0)::float8
  FROM refunds WHERE next_attempt_at IS NOT NULL
UNION ALL
SELECT 'refunds_open', count(*)::float8 FROM refunds WHERE next_attempt_at IS NOT NULL
UNION ALL
SELECT 'refunds_failed', count(*)::float8 FROM refunds WHERE status = 'failed'
UNION ALL
SELECT 'intents_overdue_oldest_seconds',
       coalesce(extract(epoch FROM now() - min(expires_at) FILTER (WHERE expires_at <= now())), 0)::float8
  FROM payment_intents WHERE status IN ('requires_payment', 'processing')
UNION ALL
SELECT 'outbox_oldest_seconds', coalesce(extract(epoch FROM now() - min(at)), 0)::float8 FROM outbox
UNION ALL
SELECT 'outbox_waiting', coalesce(sum(cardinality(kinds)), 0)::float8 FROM outbox
UNION ALL
SELECT 'rollups_behind_events', coalesce(sum(f.last_seq - coalesce(p.last_seq, 0)), 0)::float8
  FROM feed_positions f LEFT JOIN rollup_positions p ON p.store_id = f.store_id
