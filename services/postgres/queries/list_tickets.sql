-- Oldest first. $3 null: what is not served or voided yet; else everything of that business day.
SELECT t.order_id, t.id, t.station, t.status, t.version, t.items, t.queued_at, t.started_at, t.done_at, t.served_at,
  t.pickup_number, o.channel, o.service, o.note
FROM tickets t
JOIN orders o ON o.store_id = t.store_id AND o.id = t.order_id
WHERE t.store_id = $1
  AND ($2::text IS NULL OR t.station = $2)
  AND CASE WHEN $3::date IS NULL THEN t.status IN ('queued', 'started', 'done') ELSE t.business_date = $3 END
  AND ($4::uuid IS NULL OR t.id > $4)
ORDER BY t.id
LIMIT $5
