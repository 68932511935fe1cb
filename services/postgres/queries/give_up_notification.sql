-- A person has looked at it. What it said stays.
UPDATE notifications SET status = 'dead', next_attempt_at = NULL, processed_at = now(), failure = 'given_up (' || failure || ')'
WHERE store_id = $1 AND id = $2::uuid AND status IN ('parked', 'dead') AND failure NOT LIKE 'given_up%'
RETURNING failure
