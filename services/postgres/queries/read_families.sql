-- One order with everything, without a lock.
SELECT document FROM order_documents WHERE store_id = $1 AND id = $2::uuid
