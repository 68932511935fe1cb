-- What a store took and how fast its kitchen was, added up from its feed by the callbacks program. Nothing on an order's way
-- writes here. A rollup is a function of the events up to its position and of columns of orders that never change: thrown
-- away, position first, it becomes the same again (docs/decisions/0018-rollups-from-the-feed.md).

-- How far each store's feed has been added up.
CREATE TABLE rollup_positions (
  store_id bigint PRIMARY KEY,
  last_seq bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0)
) WITH (fillfactor = 50);

-- A slot is five minutes: every zone's offset, and any sensible cut-off, is a multiple of it, so that days are sums of slots.
-- What was placed counts when the order was made, the rest when it happened.
CREATE TABLE takings (
  store_id          bigint NOT NULL,
  slot              timestamptz NOT NULL,
  channel           text NOT NULL,
  orders_placed     bigint NOT NULL,
  placed_fen        bigint NOT NULL,
  orders_accepted   bigint NOT NULL,
  accepted_fen      bigint NOT NULL,
  orders_cancelled  bigint NOT NULL,
  orders_expired    bigint NOT NULL,
  payments_received bigint NOT NULL,
  received_fen      bigint NOT NULL,                        -- settled an order
  aside_fen         bigint NOT NULL,                        -- came in as surplus or in conflict
  refunded_fen      bigint NOT NULL,                        -- of what settled an order
  returned_fen      bigint NOT NULL,                        -- of the surplus
  PRIMARY KEY (store_id, slot, channel)
) WITH (fillfactor = 50);

-- Tickets by how long they took from queued to done: `seconds` is where a range of ten begins, and 3,600 the last one. A slot
-- is a quarter of an hour. A ticket that was recalled counts each time it is done.
CREATE TABLE kitchen_speed (
  store_id bigint NOT NULL,
  slot     timestamptz NOT NULL,
  station  text NOT NULL,
  seconds  integer NOT NULL CHECK (seconds BETWEEN 0 AND 3600 AND seconds % 10 = 0),
  tickets  bigint NOT NULL,
  PRIMARY KEY (store_id, slot, station, seconds)
) WITH (fillfactor = 50);

-- What waits for a person is found by store without reading what is done.
CREATE INDEX notifications_unsettled ON notifications (store_id, id) WHERE status IN ('parked', 'dead');
CREATE INDEX refunds_unsettled ON refunds (store_id, id) WHERE status <> 'succeeded';
CREATE INDEX refunds_unasked ON refunds (store_id, id) WHERE cause IN ('surplus', 'late');
-- By the number on the gateway's slip, and what was done to an order.
CREATE INDEX refunds_by_gateway_number ON refunds (store_id, refund_id) WHERE refund_id <> '';
CREATE INDEX audit_by_object ON audit (store_id, object);
