-- What a version of a menu charges differently from the one before it, dishes and choices alike: "tea 300→500, …".
WITH dishes AS (
  SELECT v.version, d.dish FROM menu_versions v, jsonb_array_elements(v.document->'dishes') AS d(dish)
  WHERE v.store_id = $1 AND v.version IN ($2::bigint - 1, $2::bigint)),
prices AS (
  SELECT version, dish->>'sku' AS what, coalesce((dish->>'price')::bigint, 0) AS fen FROM dishes
  UNION ALL
  SELECT version, concat_ws('/', dish->>'sku', g.choices->>'code', o.choice->>'code'),
    coalesce((o.choice->>'price_delta')::bigint, 0)
  FROM dishes, jsonb_array_elements(coalesce(dish->'option_groups', '[]')) AS g(choices),
    jsonb_array_elements(coalesce(g.choices->'options', '[]')) AS o(choice)),
before AS (SELECT what, fen FROM prices WHERE version < $2),
after AS (SELECT what, fen FROM prices WHERE version = $2)
SELECT coalesce(string_agg(format('%s %s→%s', what, coalesce(before.fen::text, 'none'), coalesce(after.fen::text, 'none')),
                           ', ' ORDER BY what), '')
FROM before FULL JOIN after USING (what)
WHERE before.fen IS DISTINCT FROM after.fen
