-- A part of the statement that families.cc composes.
payments_sent AS MATERIALIZED (
  SELECT r.* FROM doc, jsonb_to_recordset(d->'payments') AS r(
    store_id bigint, id uuid, loaded integer, order_id uuid, version integer, method text, account text,
    status text, amount_fen bigint, received_fen bigint, refund_reserved_fen bigint, refunded_fen bigint,
    effective boolean, close_wanted boolean, transaction_id text, failure text, action jsonb, request jsonb,
    idempotency_digest bytea, fingerprint bytea, queries integer, next_query_at timestamptz, created_at timestamptz,
    settled_at timestamptz)),
payments_new AS (
  INSERT INTO payments (store_id, id, order_id, method, account, status, version, amount_fen, received_fen,
    refund_reserved_fen, refunded_fen, effective, close_wanted, transaction_id, failure, action, request,
    idempotency_digest, fingerprint, queries, next_query_at, created_at, settled_at)
  SELECT store_id, id, order_id, method, account, status, version, amount_fen, received_fen,
    refund_reserved_fen, refunded_fen, effective, close_wanted, transaction_id, failure, action, request,
    idempotency_digest, fingerprint, queries, next_query_at, created_at, settled_at
  FROM payments_sent WHERE loaded = 0
  RETURNING 1),
payments_written AS (
  UPDATE payments t SET status = r.status, version = r.version, received_fen = r.received_fen,
    refund_reserved_fen = r.refund_reserved_fen, refunded_fen = r.refunded_fen, effective = r.effective,
    close_wanted = r.close_wanted, transaction_id = r.transaction_id, failure = r.failure, action = r.action,
    queries = r.queries, next_query_at = r.next_query_at, settled_at = r.settled_at
  FROM payments_sent r
  WHERE r.loaded > 0 AND t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
