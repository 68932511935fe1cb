SELECT store_id, merchant_id, name_zh, name_en, zone, extract(epoch FROM business_day_cutoff)::integer AS cutoff,
  extract(epoch FROM opens_at)::integer AS opens, extract(epoch FROM closes_at)::integer AS closes, taking_orders,
  payment_expiry_seconds, table_code_generation,
  coalesce(wechat_account, '') AS wechat_account, coalesce(alipay_account, '') AS alipay_account
FROM stores WHERE store_id = $1
