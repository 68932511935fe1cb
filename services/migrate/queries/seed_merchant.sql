INSERT INTO merchants (merchant_id, name_zh, name_en) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
