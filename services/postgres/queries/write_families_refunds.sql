-- A part of the statement that families.cc composes.
refunds_sent AS MATERIALIZED (
  SELECT r.* FROM doc, jsonb_to_recordset(d->'refunds') AS r(
    store_id bigint, id uuid, loaded integer, order_id uuid, payment_id uuid, version integer, status text,
    amount_fen bigint, cause text, reason text, requested_by text, refund_id text, failure text,
    idempotency_digest bytea, fingerprint bytea, attempts integer, next_attempt_at timestamptz, created_at timestamptz,
    settled_at timestamptz)),
refunds_new AS (
  INSERT INTO refunds (store_id, id, order_id, payment_id, status, version, amount_fen, cause, reason, requested_by,
    refund_id, failure, idempotency_digest, fingerprint, attempts, next_attempt_at, created_at, settled_at)
  SELECT store_id, id, order_id, payment_id, status, version, amount_fen, cause, reason, requested_by,
    refund_id, failure, idempotency_digest, fingerprint, attempts, next_attempt_at, created_at, settled_at
  FROM refunds_sent WHERE loaded = 0
  RETURNING 1),
refunds_written AS (
  UPDATE refunds t SET status = r.status, version = r.version, refund_id = r.refund_id, failure = r.failure,
    attempts = r.attempts, next_attempt_at = r.next_attempt_at, settled_at = r.settled_at
  FROM refunds_sent r
  WHERE r.loaded > 0 AND t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1)
