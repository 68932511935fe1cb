UPDATE notifications n SET status = w.status, failure = w.failure,
  processed_at = CASE WHEN w.status = 'parked' THEN NULL ELSE now() END,
  next_attempt_at = CASE WHEN w.status = 'parked' THEN now() + w.retry_after_ms * interval '1 millisecond' END
FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::bigint[]) AS w(store_id, id, status, failure, retry_after_ms)
WHERE n.store_id = w.store_id AND n.id = w.id AND n.status IN ('received', 'parked')
