-- A part of the statement that family_changes.cc composes.
refunds_new AS (
  INSERT INTO refunds (store_id, id, order_id, payment_id, status, version, amount_fen, cause, reason, requested_by,
    refund_id, failure, idempotency_digest, fingerprint, attempts, next_attempt_at, created_at, settled_at)
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::integer[], $7::bigint[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[], $14::bytea[], $15::integer[], $16::timestamptz[],
    $17::timestamptz[], $18::timestamptz[])
  RETURNING 1)
