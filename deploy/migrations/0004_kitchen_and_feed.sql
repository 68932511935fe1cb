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
-- One row holds what one transaction tells one store, in order; `at` orders the steps of one order: a later step is
-- decided only after the earlier one was committed.
CREATE TABLE outbox (
  store_id  bigint NOT NULL,
  id        uuid NOT NULL DEFAULT gen_random_uuid(),
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  kinds     text[] NOT NULL CHECK (cardinality(kinds) > 0),
  order_ids uuid[] NOT NULL CHECK (cardinality(order_ids) = cardinality(kinds)),
  versions  integer[] NOT NULL CHECK (cardinality(versions) = cardinality(kinds)),
  data      text[] NOT NULL CHECK (cardinality(data) = cardinality(kinds)),  -- JSON, as it will be sent
  PRIMARY KEY (store_id, id)
);
ALTER TABLE outbox ALTER COLUMN data SET COMPRESSION lz4;
CREATE INDEX outbox_by_time ON outbox (at);

CREATE VIEW outbox_events AS
SELECT o.store_id, o.id, o.at, e.place, e.kind, e.order_id, e.version, e.data
FROM outbox o, unnest(o.kinds, o.order_ids, o.versions, o.data) WITH ORDINALITY AS e(kind, order_id, version, data, place);

CREATE TABLE events (
  store_id bigint NOT NULL,
  seq      bigint NOT NULL CHECK (seq > 0),
  at       timestamptz NOT NULL,
  kind     text NOT NULL,
  order_id uuid,
  version  integer NOT NULL,
  data     text NOT NULL,                                   -- JSON, as it is sent
  PRIMARY KEY (store_id, seq)
);

CREATE TABLE feed_positions (
  store_id bigint PRIMARY KEY,
  last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0)
) WITH (fillfactor = 50);
