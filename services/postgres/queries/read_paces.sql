SELECT station, warning_seconds, late_seconds FROM kitchen_paces WHERE store_id = $1 ORDER BY station
