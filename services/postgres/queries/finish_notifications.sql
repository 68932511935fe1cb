UPDATE notifications n SET status = w.status, failure = w.failure,
  processed_at = CASE WHEN w.status = 'parked' THEN NULL ELSE now() END,
  next_attempt_at = CASE WHEN w.status = 'parked' THEN now() + w.retry_after_ms * interval '1 millisecond' END
FROM jsonb_to_recordset($1::jsonb) AS w(store_id bigint, id uuid, status text, failure text, retry_after_ms bigint)
WHERE n.store_id = w.store_id AND n.id = w.id AND n.status IN ('received', 'parked')
