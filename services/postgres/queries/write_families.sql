-- Everything a batch of decisions changed, each row guarded by the version it was decided on. The answer is the number
-- of rows written; the caller rolls back when it is not the number it sent.
WITH doc AS MATERIALIZED (SELECT $1::jsonb AS d, clock_timestamp() AS at),
orders_written AS (
  UPDATE orders t SET status = r.status, version = r.version, pickup_number = r.pickup_number, updated_at = r.updated_at
  FROM doc, jsonb_to_recordset(d->'orders') AS r(store_id bigint, id uuid, loaded integer, version integer, status text,
                                                 pickup_number integer, updated_at timestamptz)
  WHERE t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1),
intents_written AS (
  UPDATE payment_intents t SET status = r.status, version = r.version, refunded_fen = r.refunded_fen
  FROM doc, jsonb_to_recordset(d->'intents') AS r(store_id bigint, order_id uuid, loaded integer, version integer,
                                                  status text, refunded_fen bigint)
  WHERE t.store_id = r.store_id AND t.order_id = r.order_id AND t.version = r.loaded
  RETURNING 1),
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
  RETURNING 1),
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
  RETURNING 1),
tickets_sent AS MATERIALIZED (
  SELECT r.* FROM doc, jsonb_to_recordset(d->'tickets') AS r(
    store_id bigint, id uuid, loaded integer, order_id uuid, station text, status text, version integer,
    pickup_number integer, business_date date, items text, queued_at timestamptz, started_at timestamptz,
    done_at timestamptz, served_at timestamptz)),
tickets_new AS (
  INSERT INTO tickets (store_id, id, order_id, station, status, version, pickup_number, business_date, items, queued_at,
    started_at, done_at, served_at)
  SELECT store_id, id, order_id, station, status, version, pickup_number, business_date, items::jsonb, queued_at,
    started_at, done_at, served_at
  FROM tickets_sent WHERE loaded = 0
  RETURNING 1),
tickets_written AS (
  UPDATE tickets t SET status = r.status, version = r.version, started_at = r.started_at, done_at = r.done_at,
    served_at = r.served_at
  FROM tickets_sent r
  WHERE r.loaded > 0 AND t.store_id = r.store_id AND t.id = r.id AND t.version = r.loaded
  RETURNING 1),
steps AS MATERIALIZED (
  SELECT r.* FROM doc, jsonb_to_recordset(d->'steps') AS r(
    place integer, store_id bigint, order_id uuid, object text, object_id uuid, version integer, from_status text,
    to_status text, cause text, cause_id text, detail text, trace_id text, kind text, order_version integer, data text)),
transitions_new AS (
  -- A microsecond apart, so that the timeline tells them in the order in which they were decided.
  INSERT INTO transitions (store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id,
    detail, trace_id, at)
  SELECT store_id, order_id, object, object_id, version, from_status, to_status, cause, cause_id, detail, trace_id,
    doc.at + place * interval '1 microsecond'
  FROM steps, doc),
outbox_new AS (
  INSERT INTO outbox (store_id, kinds, order_ids, versions, data)
  SELECT store_id, array_agg(kind ORDER BY place), array_agg(order_id ORDER BY place),
    array_agg(version ORDER BY place), array_agg(data ORDER BY place)
  FROM steps GROUP BY store_id)
SELECT (SELECT count(*) FROM orders_written) + (SELECT count(*) FROM intents_written)
     + (SELECT count(*) FROM payments_new) + (SELECT count(*) FROM payments_written)
     + (SELECT count(*) FROM refunds_new) + (SELECT count(*) FROM refunds_written)
     + (SELECT count(*) FROM tickets_new) + (SELECT count(*) FROM tickets_written)
