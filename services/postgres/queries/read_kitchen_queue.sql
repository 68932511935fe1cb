-- What a kitchen has still to make, the oldest first, with whose it is. Ids begin with their time: before $2 nothing is looked at.
SELECT t.id, t.order_id, t.station, t.queued_at, o.status, o.owner
FROM tickets t
JOIN orders o ON o.store_id = t.store_id AND o.id = t.order_id
WHERE t.store_id = $1 AND t.id >= $2::uuid AND t.status IN ('queued', 'started')
ORDER BY t.id
LIMIT $3
