-- What must hold at any moment, as views: every row of one is a violation, none means that it holds. They say what no
-- single row's constraint can say. Numbers are those of the invariants' catalogue; what only a gateway's bill or a
-- client's memory can tell is checked by the tests, which have those.

-- What a person has to look at is found without reading what is done.
CREATE INDEX notifications_dead ON notifications (received_at) WHERE status = 'dead';
CREATE INDEX payments_in_conflict ON payments (store_id, id) WHERE status = 'conflict';
CREATE INDEX refunds_failed ON refunds (store_id, id) WHERE status = 'failed';

CREATE SCHEMA chk;

-- The steps of services/domain/states.cc, and the creations that leave a row in the timeline.
CREATE TABLE chk.legal_transition (
  object      text NOT NULL,
  from_status text NOT NULL,
  to_status   text NOT NULL,
  PRIMARY KEY (object, from_status, to_status)
);
INSERT INTO chk.legal_transition (object, from_status, to_status) VALUES
  ('order', 'awaiting_payment', 'accepted'), ('order', 'awaiting_payment', 'expired'),
  ('order', 'awaiting_payment', 'cancelled'),
  ('order', 'accepted', 'preparing'), ('order', 'accepted', 'cancelled'),
  ('order', 'preparing', 'ready'), ('order', 'preparing', 'cancelled'),
  ('order', 'ready', 'completed'), ('order', 'ready', 'preparing'),
  ('order', 'completed', 'preparing'),
  ('order', 'expired', 'accepted'),
  ('intent', 'requires_payment', 'processing'), ('intent', 'requires_payment', 'succeeded'),
  ('intent', 'requires_payment', 'closing'), ('intent', 'requires_payment', 'closed'),
  ('intent', 'requires_payment', 'conflict'),
  ('intent', 'processing', 'requires_payment'), ('intent', 'processing', 'succeeded'),
  ('intent', 'processing', 'closing'), ('intent', 'processing', 'closed'), ('intent', 'processing', 'conflict'),
  ('intent', 'closing', 'closed'), ('intent', 'closing', 'succeeded'), ('intent', 'closing', 'conflict'),
  ('intent', 'closed', 'succeeded'), ('intent', 'closed', 'conflict'),
  ('intent', 'succeeded', 'partially_refunded'), ('intent', 'succeeded', 'refunded'),
  ('intent', 'partially_refunded', 'refunded'),
  ('intent', 'conflict', 'succeeded'), ('intent', 'conflict', 'closed'),
  ('payment', '', 'created'),
  ('payment', 'created', 'submitted'), ('payment', 'created', 'succeeded'), ('payment', 'created', 'failed'),
  ('payment', 'created', 'closed'), ('payment', 'created', 'unknown'), ('payment', 'created', 'surplus'),
  ('payment', 'created', 'conflict'),
  ('payment', 'submitted', 'succeeded'), ('payment', 'submitted', 'failed'), ('payment', 'submitted', 'closed'),
  ('payment', 'submitted', 'unknown'), ('payment', 'submitted', 'surplus'), ('payment', 'submitted', 'conflict'),
  ('payment', 'unknown', 'submitted'), ('payment', 'unknown', 'succeeded'), ('payment', 'unknown', 'failed'),
  ('payment', 'unknown', 'closed'), ('payment', 'unknown', 'surplus'), ('payment', 'unknown', 'conflict'),
  ('payment', 'failed', 'succeeded'), ('payment', 'failed', 'surplus'), ('payment', 'failed', 'conflict'),
  ('payment', 'closed', 'succeeded'), ('payment', 'closed', 'surplus'), ('payment', 'closed', 'conflict'),
  ('payment', 'surplus', 'refunded'),
  ('refund', '', 'requested'),
  ('refund', 'requested', 'submitted'), ('refund', 'requested', 'succeeded'), ('refund', 'requested', 'failed'),
  ('refund', 'requested', 'unknown'),
  ('refund', 'submitted', 'succeeded'), ('refund', 'submitted', 'failed'), ('refund', 'submitted', 'unknown'),
  ('refund', 'unknown', 'submitted'), ('refund', 'unknown', 'succeeded'), ('refund', 'unknown', 'failed'),
  ('ticket', '', 'queued'),
  ('ticket', 'queued', 'started'), ('ticket', 'queued', 'done'), ('ticket', 'queued', 'voided'),
  ('ticket', 'started', 'done'), ('ticket', 'started', 'voided'),
  ('ticket', 'done', 'served'), ('ticket', 'done', 'started'), ('ticket', 'done', 'voided'),
  ('ticket', 'served', 'started');

-- One caller's key places one order, one number of the caller's names one order.
CREATE VIEW chk.i02_placed_twice AS
SELECT store_id, 'idempotency_digest' AS what, idempotency_digest::text AS value
  FROM orders GROUP BY store_id, idempotency_digest HAVING count(*) > 1
UNION ALL
SELECT store_id, 'client_order_no', client_order_no
  FROM orders WHERE client_order_no IS NOT NULL GROUP BY store_id, client_order_no HAVING count(*) > 1;

CREATE VIEW chk.i07_illegal_transition AS
SELECT t.* FROM transitions t
  LEFT JOIN chk.legal_transition l USING (object, from_status, to_status)
  WHERE l.object IS NULL;

-- Where every object is, and where it began. Creations of orders and intents are in their own rows alone.
CREATE VIEW chk.object_state AS
SELECT store_id, id AS order_id, 'order' AS object, id AS object_id, version, status,
       CASE payment_timing WHEN 'prepay' THEN 'awaiting_payment' ELSE 'accepted' END AS first_status FROM orders
UNION ALL SELECT store_id, order_id, 'intent', order_id, version, status, 'requires_payment' FROM payment_intents
UNION ALL SELECT store_id, order_id, 'payment', id, version, status, '' FROM payments
UNION ALL SELECT store_id, order_id, 'refund', id, version, status, '' FROM refunds
UNION ALL SELECT store_id, order_id, 'ticket', id, version, status,
                 CASE payment_timing WHEN 'prepay' THEN '' ELSE 'queued' END
            FROM tickets JOIN (SELECT store_id, id AS order_id, payment_timing FROM orders) o USING (store_id, order_id);

-- Each step begins where the one before it ended, the last one ended where the row is; an order's versions are dense,
-- the others' may also grow between steps.
CREATE VIEW chk.i08_broken_chain AS
WITH step AS (
  SELECT t.store_id, t.object, t.object_id, t.version, t.from_status, t.to_status,
         lag(t.to_status) OVER w AS status_before, lag(t.version) OVER w AS version_before
    FROM transitions t
    WINDOW w AS (PARTITION BY t.store_id, t.order_id, t.object, t.object_id ORDER BY t.version)),
last_step AS (
  SELECT DISTINCT ON (store_id, order_id, object, object_id) store_id, object, object_id, version, to_status
    FROM transitions ORDER BY store_id, order_id, object, object_id, version DESC)
SELECT 'link' AS what, s.store_id, s.object, s.object_id, s.version
  FROM step s LEFT JOIN chk.object_state o USING (store_id, object, object_id)
  WHERE s.from_status IS DISTINCT FROM coalesce(s.status_before, o.first_status)
UNION ALL
SELECT 'density', s.store_id, s.object, s.object_id, s.version
  FROM step s WHERE s.object = 'order' AND s.version <> coalesce(s.version_before, 1) + 1
UNION ALL
SELECT 'end', o.store_id, o.object, o.object_id, o.version
  FROM chk.object_state o LEFT JOIN last_step l USING (store_id, object, object_id)
  WHERE o.status <> coalesce(l.to_status, o.first_status) OR o.version < coalesce(l.version, 1)
     OR (o.object = 'order' AND o.version <> coalesce(l.version, 1));

-- The order, its intent and its payments tell one story. Without a conflict, which waits for a person:
--   awaiting_payment  nothing is settled        accepted and on (prepay)  the intent is settled
--   expired           closed, or paid late and going back                 closing                   something is open
CREATE VIEW chk.i10_paid_means_accepted AS
SELECT o.store_id, o.id AS order_id, o.status, i.status AS intent_status
  FROM orders o JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
  WHERE (o.status = 'awaiting_payment' AND i.status NOT IN ('requires_payment', 'processing', 'closing', 'conflict'))
     OR (o.payment_timing = 'prepay' AND o.status IN ('accepted', 'preparing', 'ready', 'completed')
         AND i.status NOT IN ('succeeded', 'partially_refunded', 'refunded'))
     OR (o.status IN ('expired', 'cancelled') AND i.status IN ('succeeded', 'partially_refunded', 'refunded')
         AND NOT EXISTS (SELECT FROM payments p JOIN refunds r ON r.store_id = p.store_id AND r.payment_id = p.id
                          WHERE p.store_id = o.store_id AND p.order_id = o.id AND p.effective))
     OR (i.status = 'closing'
         AND NOT EXISTS (SELECT FROM payments p WHERE p.store_id = o.store_id AND p.order_id = o.id
                            AND p.status IN ('created', 'submitted', 'unknown')));

-- What is promised to go back never exceeds what came in, and is what the refunds add up to. A refund that failed as
-- abnormal keeps its promise: its money may have left.
CREATE VIEW chk.i12_over_refund AS
SELECT p.store_id, p.id AS payment_id, p.received_fen, p.refund_reserved_fen, p.refunded_fen, r.reserved, r.refunded
  FROM payments p
  LEFT JOIN (SELECT store_id, payment_id,
                    sum(amount_fen) FILTER (WHERE status <> 'failed' OR failure = 'abnormal') AS reserved,
                    sum(amount_fen) FILTER (WHERE status = 'succeeded') AS refunded
               FROM refunds GROUP BY store_id, payment_id) r ON r.store_id = p.store_id AND r.payment_id = p.id
  WHERE p.refund_reserved_fen > p.received_fen
     OR p.refund_reserved_fen <> coalesce(r.reserved, 0) OR p.refunded_fen <> coalesce(r.refunded, 0);

-- Money is conserved: what came in is what was settled, what was too much and what is in quarantine.
CREATE VIEW chk.i14_money_lost AS
SELECT i.store_id, i.order_id, i.status, i.amount_fen, p.received, p.settled, p.surplus, p.quarantined
  FROM payment_intents i
  LEFT JOIN (SELECT store_id, order_id, sum(received_fen) AS received,
                    coalesce(sum(received_fen) FILTER (WHERE effective), 0) AS settled,
                    coalesce(sum(received_fen) FILTER (WHERE status IN ('surplus', 'refunded')), 0) AS surplus,
                    coalesce(sum(received_fen) FILTER (WHERE status = 'conflict'), 0) AS quarantined,
                    coalesce(sum(refunded_fen) FILTER (WHERE effective), 0) AS refunded
               FROM payments GROUP BY store_id, order_id) p ON p.store_id = i.store_id AND p.order_id = i.order_id
  WHERE coalesce(p.received, 0) <> coalesce(p.settled + p.surplus + p.quarantined, 0)
     OR coalesce(p.settled, 0) <> CASE WHEN i.status IN ('succeeded', 'partially_refunded', 'refunded') THEN i.amount_fen ELSE 0 END
     OR i.refunded_fen <> coalesce(p.refunded, 0);

-- Every event of a gateway is one row, and none is left lying: received ones are decided within minutes, parked ones
-- are matched, or given up, within a day.
CREATE VIEW chk.i15_inbox AS
SELECT 'twice' AS what, store_id, account, notify_id
  FROM notifications GROUP BY store_id, account, notify_id HAVING count(*) > 1
UNION ALL
SELECT 'stuck', store_id, account, notify_id FROM notifications
  WHERE next_attempt_at IS NOT NULL
    AND received_at < now() - CASE status WHEN 'parked' THEN interval '26 hours' ELSE interval '10 minutes' END;

-- A gateway's transaction is one payment of ours, its refund one refund of ours (Alipay's have no number of their own).
CREATE VIEW chk.i17_effect_twice AS
SELECT 'payment' AS what, account, transaction_id AS number
  FROM payments WHERE transaction_id <> '' GROUP BY account, transaction_id HAVING count(*) > 1
UNION ALL
SELECT 'refund', p.account, r.refund_id
  FROM refunds r JOIN payments p ON p.store_id = r.store_id AND p.id = r.payment_id
  WHERE r.refund_id <> '' AND p.method LIKE 'wechat%' GROUP BY p.account, r.refund_id HAVING count(*) > 1;

-- A store's feed has no gap, and its position is its last event.
CREATE VIEW chk.i18_feed_gap AS
SELECT coalesce(e.store_id, f.store_id) AS store_id, e.first, e.last, e.events, f.last_seq
  FROM (SELECT store_id, min(seq) AS first, max(seq) AS last, count(*) AS events FROM events GROUP BY store_id) e
  FULL JOIN feed_positions f USING (store_id)
  WHERE e.events <> e.last - e.first + 1 OR coalesce(e.last, 0) <> coalesce(f.last_seq, 0);

-- Each step, and each creation, is one event; each event of an order is one of those.
CREATE VIEW chk.i19_step_without_event AS
WITH happened AS (
  SELECT store_id, order_id, object || '.' || to_status AS kind, version FROM transitions
  UNION ALL
  SELECT store_id, order_id, object || '.' || first_status, 1 FROM chk.object_state
    WHERE object IN ('order', 'ticket') AND first_status <> ''),
told AS (
  SELECT store_id, order_id, kind, version FROM events WHERE order_id IS NOT NULL
  UNION ALL
  SELECT store_id, order_id, kind, version FROM outbox_events WHERE order_id IS NOT NULL)
SELECT * FROM (SELECT store_id, order_id, kind, version, count(*) AS happened FROM happened GROUP BY 1, 2, 3, 4) h
  FULL JOIN (SELECT store_id, order_id, kind, version, count(*) AS told FROM told GROUP BY 1, 2, 3, 4) t
  USING (store_id, order_id, kind, version)
  WHERE happened IS DISTINCT FROM told;

-- An id names its store.
CREATE VIEW chk.i20_wrong_shard AS
SELECT object, store_id, object_id FROM chk.object_state
  WHERE right(object_id::text, 8) <> lpad(to_hex(store_id), 8, '0');

-- Nothing waits for a worker that does not come. (What waits for a gateway is asked about again and again: its time is
-- always ahead.) Workers look every second or so; two minutes are a dead worker.
CREATE VIEW chk.i21_overdue AS
SELECT 'intent' AS what, store_id, order_id AS id FROM payment_intents
  WHERE status IN ('requires_payment', 'processing') AND expires_at < now() - interval '2 minutes'
UNION ALL
SELECT 'payment', store_id, id FROM payments WHERE next_query_at < now() - interval '2 minutes'
UNION ALL
SELECT 'refund', store_id, id FROM refunds WHERE next_attempt_at < now() - interval '2 minutes'
UNION ALL
SELECT 'notification', store_id, id FROM notifications WHERE next_attempt_at < now() - interval '2 minutes'
UNION ALL
SELECT 'event', store_id, id FROM outbox WHERE at < now() - interval '2 minutes';

-- Paid means cooked: what the kitchen has to make is on its list, and has a number to be called by.
CREATE VIEW chk.i30_accepted_without_ticket AS
SELECT o.store_id, o.id AS order_id, o.status FROM orders o
  WHERE o.status IN ('accepted', 'preparing', 'ready', 'completed')
    AND (o.pickup_number IS NULL
         OR NOT EXISTS (SELECT FROM tickets t WHERE t.store_id = o.store_id AND t.order_id = o.id AND t.status <> 'voided'));

CREATE VIEW chk.summary AS
SELECT 'i02_placed_twice' AS check_name, count(*) AS violations FROM chk.i02_placed_twice
UNION ALL SELECT 'i07_illegal_transition', count(*) FROM chk.i07_illegal_transition
UNION ALL SELECT 'i08_broken_chain', count(*) FROM chk.i08_broken_chain
UNION ALL SELECT 'i10_paid_means_accepted', count(*) FROM chk.i10_paid_means_accepted
UNION ALL SELECT 'i12_over_refund', count(*) FROM chk.i12_over_refund
UNION ALL SELECT 'i14_money_lost', count(*) FROM chk.i14_money_lost
UNION ALL SELECT 'i15_inbox', count(*) FROM chk.i15_inbox
UNION ALL SELECT 'i17_effect_twice', count(*) FROM chk.i17_effect_twice
UNION ALL SELECT 'i18_feed_gap', count(*) FROM chk.i18_feed_gap
UNION ALL SELECT 'i19_step_without_event', count(*) FROM chk.i19_step_without_event
UNION ALL SELECT 'i20_wrong_shard', count(*) FROM chk.i20_wrong_shard
UNION ALL SELECT 'i21_overdue', count(*) FROM chk.i21_overdue
UNION ALL SELECT 'i30_accepted_without_ticket', count(*) FROM chk.i30_accepted_without_ticket;
