INSERT INTO command_replies (store_id, idempotency_digest, fingerprint, order_id, reply)
VALUES ($1, decode($2, 'hex'), decode($3, 'hex'), $4::uuid, decode($5, 'hex'))
