-- Of orders whose families were loaded; the same columns as list_tickets.sql.
SELECT t.order_id, t.id, t.station, t.status, t.version, t.items, t.queued_at, t.started_at, t.done_at, t.served_at
FROM unnest($1::bigint[], $2::uuid[]) AS w(store_id, order_id)
JOIN tickets t ON t.store_id = w.store_id AND t.order_id = w.order_id
ORDER BY t.id
