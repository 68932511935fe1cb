UPDATE stores SET table_code_generation = table_code_generation + 1 WHERE store_id = $1 RETURNING table_code_generation
