-- Dishes of a ticket can be returned with a refund (docs/decisions/0020): `items` then says so, in a member `returned` that
-- rows without it read as 0, and the feed is told of it by an event that is no step. So the check of the feed learns it.

-- Each step, and each creation, is one event; each event of an order is one of those, or tells that a ticket's dishes were
-- returned. Those are no more than the order's tickets can account for, and no ticket has lost dishes without one.
CREATE OR REPLACE VIEW chk.i19_step_without_event AS
WITH happened AS (
  SELECT store_id, order_id, object || '.' || to_status AS kind, version FROM transitions
  UNION ALL
  SELECT store_id, order_id, object || '.' || first_status, 1 FROM chk.object_state
    WHERE object IN ('order', 'ticket') AND first_status <> ''),
told AS (
  SELECT store_id, order_id, kind, version FROM events WHERE order_id IS NOT NULL AND kind <> 'ticket.changed'
  UNION ALL
  SELECT store_id, order_id, kind, version FROM outbox_events WHERE order_id IS NOT NULL AND kind <> 'ticket.changed'),
changed AS (
  SELECT store_id, order_id, version FROM events WHERE kind = 'ticket.changed'
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
