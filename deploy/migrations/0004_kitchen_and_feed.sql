-- What the kitchen reads, and every store's gap-free feed.

CREATE TABLE tickets (
  store_id      bigint NOT NULL,
  id            uuid NOT NULL,
  order_id      uuid NOT NULL,
  station       text NOT NULL CHECK (station <> ''),
  status        text NOT NULL CHECK (status IN ('queued', 'started', 'done', 'served', 'voided')),
  version       integer NOT NULL CHECK (version > 0),
  pickup_number integer NOT NULL CHECK (pickup_number > 0),
  business_date date NOT NULL,
  items         jsonb NOT NULL CHECK (jsonb_array_length(items) > 0),
  queued_at     timestamptz NOT NULL,
  started_at    timestamptz,
  done_at       timestamptz,
  served_at     timestamptz,
  PRIMARY KEY (store_id, id),
  UNIQUE (store_id, order_id, station)
) WITH (fillfactor = 85);
CREATE INDEX tickets_open ON tickets (store_id, id) WHERE status IN ('queued', 'started', 'done');
CREATE INDEX tickets_by_day ON tickets (store_id, business_date, id);

-- Events wait here, written by the transaction that caused them, until the relay gives them their place in the feed.
-- `at` orders the steps of one order: a later step is decided only after the earlier one was committed.
CREATE TABLE outbox (
  store_id bigint NOT NULL,
  id       uuid NOT NULL DEFAULT gen_random_uuid(),
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  place    integer NOT NULL DEFAULT 0,                      -- among the events of one transaction
  kind     text NOT NULL,
  order_id uuid,
  version  integer NOT NULL DEFAULT 0,
  data     jsonb NOT NULL,
  PRIMARY KEY (store_id, id)
);

CREATE TABLE events (
  store_id bigint NOT NULL,
  seq      bigint NOT NULL CHECK (seq > 0),
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  order_id uuid,
  version  integer NOT NULL,
  data     jsonb NOT NULL,
  PRIMARY KEY (store_id, seq)
);

CREATE TABLE feed_positions (
  store_id bigint PRIMARY KEY,
  last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0)
) WITH (fillfactor = 50);
