-- A block of numbers per store and day. Rows are locked in one order; numbers of a batch that rolls back are lost,
-- which is harmless.
INSERT INTO pickup_numbers AS p (store_id, business_date, last)
SELECT store_id, business_date, wanted + 100  -- the first of a day is 101: never mistaken for a table or a quantity
FROM unnest($1::bigint[], $2::date[], $3::integer[]) AS w(store_id, business_date, wanted)
ORDER BY store_id, business_date
ON CONFLICT (store_id, business_date) DO UPDATE SET last = p.last + excluded.last - 100
RETURNING store_id, business_date::text, last
