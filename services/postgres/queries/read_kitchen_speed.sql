-- By station, from $2 until $3: in how many seconds four of five tickets were done, and how many took as long as late ones do
-- (0009). Both to ten seconds, upwards.
WITH counted AS (
  SELECT k.station, k.seconds, sum(k.tickets) AS tickets,
    coalesce((SELECT late_seconds FROM kitchen_paces WHERE store_id = $1 AND station = k.station),
             (SELECT late_seconds FROM kitchen_paces WHERE store_id = $1 AND station = ''), $4::integer) AS late_seconds
  FROM kitchen_speed k
  WHERE k.store_id = $1 AND k.slot >= $2::timestamptz AND k.slot < $3::timestamptz
  GROUP BY k.station, k.seconds),
ranked AS (
  SELECT *, sum(tickets) OVER (PARTITION BY station ORDER BY seconds) AS up_to, sum(tickets) OVER (PARTITION BY station) AS of_all
  FROM counted)
SELECT station, max(of_all)::bigint AS tickets, (min(seconds) FILTER (WHERE up_to * 10 >= of_all * 8) + 10)::integer AS p80_seconds,
  max(late_seconds) AS late_seconds, coalesce(sum(tickets) FILTER (WHERE seconds >= late_seconds), 0)::bigint AS late
FROM ranked
GROUP BY station
ORDER BY station
LIMIT $5
