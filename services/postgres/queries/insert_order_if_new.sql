-- insert_orders_if_new.sql for a single order that is to be paid first. Without arrays to take apart, to sort and to put
-- together PostgreSQL does it in three quarters of the time (docs/decisions/0027), which is what one client alone waits for.
WITH inserted AS (
  INSERT INTO orders (store_id, id, merchant_id, idempotency_digest, fingerprint, owner, channel, service, lines, note,
    client_order_no, total_fen, payment_timing, menu_version, status, business_date, request_id, trace_id, created_at, expires_at,
    updated_at)
  SELECT $1::bigint, $2::uuid, $3::bigint, $4::uuid, $5::uuid, $6::text, $7::text, $8::json, $9::json, $10::text,
    NULLIF($11::text, ''), $12::bigint, 'prepay', $13::bigint, 'awaiting_payment', $14::date, $15::text, $16::text,
    $17::timestamptz, $18::timestamptz, $17::timestamptz
  FROM menus WHERE store_id = $1::bigint AND version = $13::bigint
  ON CONFLICT DO NOTHING
  RETURNING 1),
intents AS (
  INSERT INTO payment_intents (store_id, order_id, amount_fen, status, expires_at)
  SELECT $1::bigint, $2::uuid, $12::bigint, 'requires_payment', $18::timestamptz FROM inserted),
told AS (
  INSERT INTO outbox (store_id, kinds, order_ids, versions, data)
  SELECT $1::bigint, ARRAY['order.awaiting_payment'], ARRAY[$2::uuid], ARRAY[1], ARRAY[$19::text] FROM inserted)
SELECT count(*) FROM inserted
