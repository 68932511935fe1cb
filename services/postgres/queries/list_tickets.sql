-- Oldest first. $3 null: what is not served or voided yet; else everything of that business day.
SELECT to_jsonb(t)::text AS ticket, o.id AS order_id, o.channel, o.service::text AS service, o.note, t.pickup_number
FROM tickets t
JOIN orders o ON o.store_id = t.store_id AND o.id = t.order_id
WHERE t.store_id = $1
  AND ($2::text IS NULL OR t.station = $2)
  AND CASE WHEN $3::date IS NULL THEN t.status IN ('queued', 'started', 'done') ELSE t.business_date = $3 END
  AND ($4::uuid IS NULL OR t.id > $4)
ORDER BY t.id
LIMIT $5
