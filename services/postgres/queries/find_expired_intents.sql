SELECT order_id FROM payment_intents
WHERE status IN ('requires_payment', 'processing') AND expires_at <= now()
ORDER BY expires_at
LIMIT $1
