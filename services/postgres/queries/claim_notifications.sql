WITH due AS MATERIALIZED (
  SELECT store_id, id FROM notifications
  WHERE next_attempt_at <= now()
  ORDER BY next_attempt_at
  LIMIT $2)
UPDATE notifications n SET next_attempt_at = now() + $3 * interval '1 millisecond', attempts = n.attempts + 1, claimed_by = $1
FROM due
WHERE n.store_id = due.store_id AND n.id = due.id AND n.next_attempt_at <= now()
RETURNING n.store_id, n.id, n.account, n.evidence::text AS evidence, n.attempts, n.trace_id
