-- A batch of new orders with their intents, their events and, for postpay, their tickets, in one statement. An order is
-- inserted only while the menu it was priced with is the current one. Answers the ids that were inserted; the others
-- are replays, menu changes or taken numbers, told apart by select_replays.sql.
WITH wanted AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(
    store_id bigint, id uuid, intent_id uuid, merchant_id bigint, idempotency_digest bytea, fingerprint bytea, owner text,
    channel text, service jsonb, lines jsonb, note text, client_order_no text, total_fen bigint, payment_timing text,
    menu_version bigint, status text, intent_status text, business_date date, pickup_number integer, request_id text,
    trace_id text, created_at timestamptz, expires_at timestamptz, tickets jsonb, events jsonb)),
inserted AS (
  INSERT INTO orders (store_id, id, merchant_id, idempotency_digest, fingerprint, owner, channel, service, lines, note,
    client_order_no, total_fen, payment_timing, menu_version, status, business_date, pickup_number, request_id, trace_id,
    created_at, expires_at, updated_at)
  SELECT w.store_id, w.id, w.merchant_id, w.idempotency_digest, w.fingerprint, w.owner, w.channel, w.service, w.lines,
    w.note, w.client_order_no, w.total_fen, w.payment_timing, w.menu_version, w.status, w.business_date, w.pickup_number,
    w.request_id, w.trace_id, w.created_at, w.expires_at, w.created_at
  FROM wanted w
  JOIN menus m ON m.store_id = w.store_id AND m.version = w.menu_version
  ORDER BY w.store_id, w.idempotency_digest  -- one order everywhere, so that batches do not deadlock
  ON CONFLICT DO NOTHING
  RETURNING store_id, id),
intents AS (
  INSERT INTO payment_intents (store_id, id, order_id, amount_fen, status, expires_at)
  SELECT w.store_id, w.intent_id, w.id, w.total_fen, w.intent_status, w.expires_at
  FROM inserted JOIN wanted w USING (store_id, id)),
tickets AS (
  INSERT INTO tickets (store_id, id, order_id, station, status, version, pickup_number, business_date, items, queued_at)
  SELECT w.store_id, t.id, w.id, t.station, 'queued', 1, w.pickup_number, w.business_date, t.items, w.created_at
  FROM inserted JOIN wanted w USING (store_id, id),
       jsonb_to_recordset(w.tickets) AS t(id uuid, station text, items jsonb)),
source AS (
  INSERT INTO outbox (store_id, place, kind, order_id, version, data)
  SELECT w.store_id, e.place, e.kind, w.id, 1, e.data
  FROM inserted JOIN wanted w USING (store_id, id),
       jsonb_to_recordset(w.events) AS e(place integer, kind text, data jsonb))
SELECT id FROM inserted
