SELECT store_id, version FROM menus
WHERE store_id IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
