-- insert_orders.sql for a few: an order whose key or number is taken is passed over instead of failing the statement. Asked for
-- every order that would cost PostgreSQL a fifth more (docs/decisions/0007); beside a commit of one it is not to be seen.
WITH wanted AS MATERIALIZED (
  SELECT w.*, CASE WHEN w.expires_at IS NULL THEN 'accepted' ELSE 'awaiting_payment' END AS status
  FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::json[], $9::json[],
              $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::date[], $15::integer[], $16::text[], $17::text[],
              $18::timestamptz[], $19::timestamptz[], $20::text[])
    AS w(store_id, id, merchant_id, idempotency_digest, fingerprint, owner, channel, service, lines,
         note, client_order_no, total_fen, menu_version, business_date, pickup_number, request_id, trace_id,
         created_at, expires_at, event)
  JOIN menus m ON m.store_id = w.store_id AND m.version = w.menu_version),
inserted AS (
  INSERT INTO orders (store_id, id, merchant_id, idempotency_digest, fingerprint, owner, channel, service, lines, note,
    client_order_no, total_fen, payment_timing, menu_version, status, business_date, pickup_number, request_id, trace_id,
    created_at, expires_at, updated_at)
  SELECT store_id, id, merchant_id, idempotency_digest, fingerprint, owner, channel, service, lines, note,
    client_order_no, total_fen, CASE WHEN expires_at IS NULL THEN 'postpay' ELSE 'prepay' END, menu_version, status,
    business_date, pickup_number, request_id, trace_id, created_at, expires_at, created_at
  FROM wanted
  ORDER BY store_id, idempotency_digest  -- one order everywhere, so that batches do not deadlock
  ON CONFLICT DO NOTHING
  RETURNING id),
intents AS (
  INSERT INTO payment_intents (store_id, order_id, amount_fen, status, expires_at)
  SELECT store_id, id, total_fen, 'requires_payment', expires_at FROM wanted JOIN inserted USING (id)),
told AS (
  INSERT INTO outbox (store_id, kinds, order_ids, versions, data)
  SELECT store_id, array_agg('order.' || status), array_agg(id), array_agg(1), array_agg(event)
  FROM wanted JOIN inserted USING (id) GROUP BY store_id)
SELECT count(*) FROM inserted
