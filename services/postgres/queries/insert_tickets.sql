-- The tickets of orders that insert_orders.sql has just accepted (postpay), with the events that tell of them.
WITH wanted AS MATERIALIZED (
  SELECT t.* FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::date[], $7::jsonb[],
                         $8::timestamptz[], $9::text[]) WITH ORDINALITY
    AS t(store_id, id, order_id, station, pickup_number, business_date, items, queued_at, event, place)),
queued AS (
  INSERT INTO tickets (store_id, id, order_id, station, status, version, pickup_number, business_date, items, queued_at)
  SELECT store_id, id, order_id, station, 'queued', 1, pickup_number, business_date, items, queued_at FROM wanted)
INSERT INTO outbox (store_id, kinds, order_ids, versions, data)
SELECT store_id, array_agg('ticket.queued'::text), array_agg(order_id ORDER BY place), array_agg(1),
  array_agg(event ORDER BY place)
FROM wanted GROUP BY store_id
