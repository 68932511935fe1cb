-- A part of the statement that family_changes.cc composes.
payments_new AS (
  INSERT INTO payments (store_id, id, order_id, method, account, status, version, amount_fen, received_fen,
    refund_reserved_fen, refunded_fen, effective, close_wanted, transaction_id, failure, action, request,
    idempotency_digest, fingerprint, queries, next_query_at, created_at, settled_at)
  SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::bigint[],
    $9::bigint[], $10::bigint[], $11::bigint[], $12::boolean[], $13::boolean[], $14::text[], $15::text[], $16::jsonb[],
    $17::jsonb[], $18::bytea[], $19::bytea[], $20::integer[], $21::timestamptz[], $22::timestamptz[], $23::timestamptz[])
  RETURNING 1)
