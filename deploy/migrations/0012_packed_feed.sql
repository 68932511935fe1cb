-- A feed's row is what one transaction told the store, as it was in the outbox: a row and an index entry for many events
-- (docs/decisions/0024-a-feed-of-whole-transactions.md).
--
-- Expand only. `events` keeps what was relayed before, and takes what a relay of the version before still writes; both are one
-- feed, by their numbers. A front end of the version before finds a gap where this table goes on and tells its readers to
-- begin anew, so front ends are replaced before callbacks. Nobody writes `events` any more when both are; a later migration
-- may then move what is in it.
CREATE TABLE feed (
  store_id  bigint NOT NULL,
  last_seq  bigint NOT NULL,                                -- of the last of its events; the first is 1 - cardinality(kinds) earlier
  at        timestamptz NOT NULL,
  kinds     text[] NOT NULL CHECK (cardinality(kinds) > 0),
  order_ids uuid[] NOT NULL CHECK (cardinality(order_ids) = cardinality(kinds)),
  versions  integer[] NOT NULL CHECK (cardinality(versions) = cardinality(kinds)),
  data      text[] NOT NULL CHECK (cardinality(data) = cardinality(kinds)),  -- JSON, as it is sent
  PRIMARY KEY (store_id, last_seq),
  CHECK (last_seq >= cardinality(kinds))
);
ALTER TABLE feed
  ALTER COLUMN kinds SET COMPRESSION lz4,
  ALTER COLUMN order_ids SET COMPRESSION lz4,
  ALTER COLUMN versions SET COMPRESSION lz4,
  ALTER COLUMN data SET COMPRESSION lz4;

-- Every event that was relayed, one by one: for checks and for people, not for a way that is walked often.
CREATE VIEW feed_events AS
SELECT f.store_id, f.last_seq - cardinality(f.kinds) + e.place AS seq, f.at, e.kind, e.order_id, e.version, e.data
FROM feed f, unnest(f.kinds, f.order_ids, f.versions, f.data) WITH ORDINALITY AS e(kind, order_id, version, data, place)
UNION ALL
SELECT store_id, seq, at, kind, order_id, version, data FROM events;

-- A store's feed has no gap, and its position is its last event.
CREATE OR REPLACE VIEW chk.i18_feed_gap AS
SELECT coalesce(e.store_id, f.store_id) AS store_id, e.first, e.last, e.events, f.last_seq
  FROM (SELECT store_id, min(seq) AS first, max(seq) AS last, count(*) AS events FROM feed_events GROUP BY store_id) e
  FULL JOIN feed_positions f USING (store_id)
  WHERE e.events <> e.last - e.first + 1 OR coalesce(e.last, 0) <> coalesce(f.last_seq, 0);

-- Each step, and each creation, is one event; each event of an order is one of those, or tells that a ticket's dishes were
-- returned. Those are no more than the order's tickets can account for, and no ticket has lost dishes without one.
CREATE OR REPLACE VIEW chk.i19_step_without_event AS
WITH happened AS (
  SELECT store_id, order_id, object || '.' || to_status AS kind, version FROM transitions
  UNION ALL
  SELECT store_id, order_id, object || '.' || first_status, 1 FROM chk.object_state
    WHERE object IN ('order', 'ticket') AND first_status <> ''),
told AS (
  SELECT store_id, order_id, kind, version FROM feed_events WHERE order_id IS NOT NULL AND kind <> 'ticket.changed'
  UNION ALL
  SELECT store_id, order_id, kind, version FROM outbox_events WHERE order_id IS NOT NULL AND kind <> 'ticket.changed'),
changed AS (
  SELECT store_id, order_id, version FROM feed_events WHERE kind = 'ticket.changed'
  UNION ALL
  SELECT store_id, order_id, version FROM outbox_events WHERE kind = 'ticket.changed'),
lost AS (
  SELECT store_id, order_id, version, status FROM tickets WHERE items @? '$[*] ? (@.returned > 0)')
SELECT * FROM (SELECT store_id, order_id, kind, version, count(*) AS happened FROM happened GROUP BY 1, 2, 3, 4) h
  FULL JOIN (SELECT store_id, order_id, kind, version, count(*) AS told FROM told GROUP BY 1, 2, 3, 4) t
  USING (store_id, order_id, kind, version)
  WHERE happened IS DISTINCT FROM told
UNION ALL
SELECT c.store_id, c.order_id, 'ticket.changed', c.version, l.tickets, c.told
  FROM (SELECT store_id, order_id, version, count(*) AS told FROM changed GROUP BY 1, 2, 3) c
  CROSS JOIN LATERAL (SELECT count(*) AS tickets FROM lost
                       WHERE lost.store_id = c.store_id AND lost.order_id = c.order_id AND lost.version >= c.version) l
  WHERE c.told > l.tickets
UNION ALL
SELECT l.store_id, l.order_id, 'ticket.changed', max(l.version), count(*), 0
  FROM lost l
  WHERE l.status <> 'voided'
    AND NOT EXISTS (SELECT FROM changed c
                     WHERE c.store_id = l.store_id AND c.order_id = l.order_id AND c.version <= l.version)
  GROUP BY l.store_id, l.order_id;
