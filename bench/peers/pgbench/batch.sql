-- Rows and keys scattered over the tables, as clients' keys are; DOCUMENT is filled in by bench/suite/pgbench.py.
\set id random(1, 9000000000000000)
\set store random(1001, 1002)
WITH wanted AS MATERIALIZED (
  SELECT (:id + r.place * 70000000000037) % 9000000000000000 AS id, r.lines, r.total_fen, r.event
  FROM jsonb_to_recordset('DOCUMENT'::jsonb) AS r(place bigint, lines jsonb, total_fen bigint, event jsonb)),
keys AS (INSERT INTO peer.keys SELECT :store, id::text, id FROM wanted),
orders AS (INSERT INTO peer.orders (store_id, id, lines, total_fen, status) SELECT :store, id, lines, total_fen, 'awaiting_payment' FROM wanted),
intents AS (INSERT INTO peer.intents SELECT :store, id, id, total_fen, 'requires_payment' FROM wanted)
INSERT INTO peer.outbox SELECT :store, id, event FROM wanted;
