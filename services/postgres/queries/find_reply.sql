SELECT encode(fingerprint, 'hex') AS fingerprint, order_id, encode(reply, 'hex') AS reply
FROM command_replies WHERE store_id = $1 AND idempotency_digest = decode($2, 'hex')
FOR KEY SHARE
