-- The tables of the Fastify peer.
DROP SCHEMA IF EXISTS fastify CASCADE;
CREATE SCHEMA fastify;
CREATE TABLE fastify.orders (
  id              uuid PRIMARY KEY,
  store_id        bigint NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint     text NOT NULL,
  channel         text NOT NULL,
  service         jsonb NOT NULL,
  lines           jsonb NOT NULL,
  total_fen       bigint NOT NULL CHECK (total_fen > 0),
  status          text NOT NULL,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  UNIQUE (store_id, idempotency_key)
);
CREATE TABLE fastify.payment_intents (
  id         uuid PRIMARY KEY,
  store_id   bigint NOT NULL,
  order_id   uuid NOT NULL UNIQUE REFERENCES fastify.orders,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  status     text NOT NULL
);
CREATE TABLE fastify.outbox (
  id         uuid PRIMARY KEY,
  store_id   bigint NOT NULL,
  order_id   uuid NOT NULL,
  kind       text NOT NULL,
  data       jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
