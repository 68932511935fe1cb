-- The order family. store_id is first in every key; no foreign key, trigger or sequence carries correctness, so that
-- the same tables can be distributed by store_id. Ids are UUIDv7 whose low 32 bits are the store's number.

CREATE TABLE orders (
  store_id           bigint NOT NULL,
  id                 uuid NOT NULL,
  merchant_id        bigint NOT NULL,
  -- 128 bits of a SHA-256 each, as uuid: the narrowest type that PostgreSQL compares and indexes well (0007).
  idempotency_digest uuid NOT NULL,                         -- of store, principal, route, key
  fingerprint        uuid NOT NULL,                         -- same key + other request is 422
  owner              text NOT NULL CHECK (owner <> ''),
  channel            text NOT NULL CHECK (channel IN ('mini_program', 'qr_scan', 'kiosk', 'pos', 'takeaway')),
  service            json NOT NULL,                         -- written once and read whole: json, not jsonb
  lines              json NOT NULL CHECK (json_array_length(lines) BETWEEN 1 AND 100),
  note               text NOT NULL DEFAULT '',
  client_order_no    text CHECK (client_order_no <> ''),
  total_fen          bigint NOT NULL CHECK (total_fen BETWEEN 1 AND 100000000),
  currency           text NOT NULL DEFAULT 'CNY' CHECK (currency = 'CNY'),
  payment_timing     text NOT NULL CHECK (payment_timing IN ('prepay', 'postpay')),
  menu_version       bigint NOT NULL,
  status             text NOT NULL CHECK (status IN ('awaiting_payment', 'accepted', 'preparing', 'ready', 'completed',
                                                     'expired', 'cancelled')),
  version            integer NOT NULL DEFAULT 1 CHECK (version > 0),
  business_date      date NOT NULL,
  pickup_number      integer CHECK (pickup_number > 0),
  request_id         text NOT NULL,
  trace_id           text NOT NULL,
  created_at         timestamptz NOT NULL,
  expires_at         timestamptz,
  updated_at         timestamptz NOT NULL,
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, idempotency_digest),
  CHECK ((payment_timing = 'prepay') = (expires_at IS NOT NULL)),
  CHECK (payment_timing = 'prepay' OR status NOT IN ('awaiting_payment', 'expired')),
  CHECK (status NOT IN ('accepted', 'preparing', 'ready', 'completed') OR pickup_number IS NOT NULL)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX orders_client_order_no ON orders (store_id, client_order_no) WHERE client_order_no IS NOT NULL;

-- One per order, and named by it: pi_… and ord_… are the same UUID.
CREATE TABLE payment_intents (
  store_id      bigint NOT NULL,
  order_id      uuid NOT NULL,
  amount_fen    bigint NOT NULL CHECK (amount_fen BETWEEN 1 AND 100000000),
  currency      text NOT NULL DEFAULT 'CNY' CHECK (currency = 'CNY'),
  status        text NOT NULL CHECK (status IN ('requires_payment', 'processing', 'succeeded', 'partially_refunded',
                                                'refunded', 'closing', 'closed', 'conflict')),
  version       integer NOT NULL DEFAULT 1 CHECK (version > 0),
  refunded_fen  bigint NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND amount_fen),
  expires_at    timestamptz,
  PRIMARY KEY (store_id, order_id),
  CHECK ((status = 'refunded') = (refunded_fen = amount_fen)),
  CHECK ((status = 'partially_refunded') = (refunded_fen > 0 AND refunded_fen < amount_fen))
) WITH (fillfactor = 85);
-- What the expiry worker reads: only intents that can still expire are in it.
CREATE INDEX payment_intents_due ON payment_intents (expires_at) WHERE status IN ('requires_payment', 'processing');

CREATE TABLE payments (
  store_id            bigint NOT NULL,
  id                  uuid NOT NULL,
  order_id            uuid NOT NULL,
  method              text NOT NULL CHECK (method IN ('wechat_jsapi', 'wechat_native', 'wechat_code',
                                                      'alipay_precreate', 'alipay_code', 'cash')),
  account             text NOT NULL CHECK ((method = 'cash') = (account = '')),
  status              text NOT NULL CHECK (status IN ('created', 'submitted', 'succeeded', 'failed', 'closed', 'unknown',
                                                      'surplus', 'refunded', 'conflict')),
  version             integer NOT NULL CHECK (version > 0),
  amount_fen          bigint NOT NULL CHECK (amount_fen > 0),
  received_fen        bigint NOT NULL DEFAULT 0 CHECK (received_fen >= 0),
  refund_reserved_fen bigint NOT NULL DEFAULT 0 CHECK (refund_reserved_fen BETWEEN 0 AND received_fen),
  refunded_fen        bigint NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND refund_reserved_fen),
  effective           boolean NOT NULL DEFAULT false,
  close_wanted        boolean NOT NULL DEFAULT false,
  transaction_id      text NOT NULL DEFAULT '',
  failure             text NOT NULL DEFAULT '',
  action              jsonb NOT NULL DEFAULT '{}',          -- the first answer; its `action` is what the guest's device does next
  request             jsonb NOT NULL DEFAULT '{}',          -- as first sent: a repeat must be identical
  idempotency_digest  bytea NOT NULL CHECK (octet_length(idempotency_digest) = 32),
  fingerprint         bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  queries             integer NOT NULL DEFAULT 0,
  next_query_at       timestamptz,
  created_at          timestamptz NOT NULL,
  settled_at          timestamptz,
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, idempotency_digest),
  CHECK (NOT effective OR (status = 'succeeded' AND received_fen = amount_fen)),
  CHECK ((status IN ('succeeded', 'surplus', 'refunded', 'conflict')) = (settled_at IS NOT NULL)),
  CHECK (status NOT IN ('succeeded', 'surplus', 'refunded') OR received_fen = amount_fen),
  CHECK (status NOT IN ('created', 'submitted', 'unknown', 'failed', 'closed') OR received_fen = 0)
) WITH (fillfactor = 85);
CREATE INDEX payments_by_order ON payments (store_id, order_id);
-- At most one payment settles an intent; at most one open payment has its number in a guest's hands.
CREATE UNIQUE INDEX payments_one_effective ON payments (store_id, order_id) WHERE effective;
CREATE UNIQUE INDEX payments_one_open ON payments (store_id, order_id) WHERE status IN ('created', 'submitted', 'unknown');
-- One payment per gateway transaction.
CREATE UNIQUE INDEX payments_transaction ON payments (store_id, account, transaction_id) WHERE transaction_id <> '';
CREATE INDEX payments_due ON payments (next_query_at) WHERE next_query_at IS NOT NULL;

CREATE TABLE refunds (
  store_id           bigint NOT NULL,
  id                 uuid NOT NULL,
  order_id           uuid NOT NULL,
  payment_id         uuid NOT NULL,
  status             text NOT NULL CHECK (status IN ('requested', 'submitted', 'succeeded', 'failed', 'unknown')),
  version            integer NOT NULL CHECK (version > 0),
  amount_fen         bigint NOT NULL CHECK (amount_fen > 0),
  cause              text NOT NULL CHECK (cause IN ('requested', 'cancelled', 'surplus', 'late')),
  reason             text NOT NULL DEFAULT '',
  requested_by       text NOT NULL DEFAULT '',
  refund_id          text NOT NULL DEFAULT '',
  failure            text NOT NULL DEFAULT '',
  idempotency_digest bytea CHECK (octet_length(idempotency_digest) = 32),
  fingerprint        bytea CHECK (octet_length(fingerprint) = 32),
  attempts           integer NOT NULL DEFAULT 0,
  next_attempt_at    timestamptz,
  created_at         timestamptz NOT NULL,
  settled_at         timestamptz,
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, idempotency_digest),
  CHECK ((idempotency_digest IS NULL) = (fingerprint IS NULL)),
  CHECK ((status IN ('succeeded', 'failed')) = (next_attempt_at IS NULL))
);
CREATE INDEX refunds_by_order ON refunds (store_id, order_id);
CREATE INDEX refunds_due ON refunds (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Every step of every object after its creation, with its cause. Creation is in the object's own row.
CREATE TABLE transitions (
  store_id    bigint NOT NULL,
  order_id    uuid NOT NULL,
  object      text NOT NULL CHECK (object IN ('order', 'intent', 'payment', 'refund', 'ticket')),
  object_id   uuid NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  from_status text NOT NULL,
  to_status   text NOT NULL CHECK (to_status <> from_status),
  cause       text NOT NULL CHECK (cause IN ('request', 'notification', 'poll', 'timer', 'worker')),
  cause_id    text NOT NULL DEFAULT '',
  detail      text NOT NULL DEFAULT '',
  trace_id    text NOT NULL DEFAULT '',
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (store_id, order_id, object, object_id, version)
);

-- Short numbers for people, per store and business day. Gaps are harmless; repeats are not.
CREATE TABLE pickup_numbers (
  store_id      bigint NOT NULL,
  business_date date NOT NULL,
  last          integer NOT NULL CHECK (last > 0),
  PRIMARY KEY (store_id, business_date)
) WITH (fillfactor = 50);

-- Answers of commands that leave no row of their own (cancel): a repeat of the key gets the same one.
CREATE TABLE command_replies (
  store_id           bigint NOT NULL,
  idempotency_digest bytea NOT NULL CHECK (octet_length(idempotency_digest) = 32),
  fingerprint        bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  order_id           uuid NOT NULL,
  reply              bytea NOT NULL,                        -- an OrderView, as protobuf
  created_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (store_id, idempotency_digest)
);
