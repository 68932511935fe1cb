-- Due at once, whatever was found about it before.
UPDATE notifications SET status = 'parked', next_attempt_at = now(), processed_at = NULL
WHERE store_id = $1 AND id = $2::uuid AND status IN ('parked', 'dead')
RETURNING failure
