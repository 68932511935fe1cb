-- A part of the statement that family_changes.cc composes.
payments_changed AS (
  UPDATE payments t SET status = r.status, version = r.version, received_fen = r.received_fen,
    refund_reserved_fen = r.refund_reserved_fen, refunded_fen = r.refunded_fen, effective = r.effective,
    close_wanted = r.close_wanted, transaction_id = r.transaction_id, failure = r.failure, action = r.action,
    queries = r.queries, next_query_at = r.next_query_at, settled_at = r.settled_at
  FROM unnest($1::bigint[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
              $9::boolean[], $10::boolean[], $11::text[], $12::text[], $13::jsonb[], $14::integer[], $15::timestamptz[],
              $16::timestamptz[])
    AS r(store_id, id, loaded, version, status, received_fen, refund_reserved_fen, refunded_fen, effective, close_wanted,
         transaction_id, failure, action, queries, next_query_at, settled_at)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
