-- What an order service without group commit writes: the same facts in one transaction of four statements per order.
DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;
CREATE TABLE peer.keys (store_id bigint, key text, order_id bigint, PRIMARY KEY (store_id, key));
CREATE TABLE peer.orders (store_id bigint, id bigint, lines jsonb, total_fen bigint, status text, created_at timestamptz DEFAULT now(),
                          PRIMARY KEY (store_id, id));
CREATE TABLE peer.intents (store_id bigint, id bigint, order_id bigint, amount_fen bigint, status text, PRIMARY KEY (store_id, id));
CREATE TABLE peer.outbox (store_id bigint, id bigint, data jsonb, PRIMARY KEY (store_id, id));

-- The same four inserts in one call.
CREATE FUNCTION peer.place_order(store bigint, order_number bigint, lines jsonb, total bigint, event jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO peer.keys VALUES (store, order_number::text, order_number);
  INSERT INTO peer.orders (store_id, id, lines, total_fen, status) VALUES (store, order_number, lines, total, 'awaiting_payment');
  INSERT INTO peer.intents VALUES (store, order_number, order_number, total, 'requires_payment');
  INSERT INTO peer.outbox VALUES (store, order_number, event);
END $$;
