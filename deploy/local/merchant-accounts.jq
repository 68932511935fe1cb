# From what make-accounts.sh says of the merchant's side to what lunchrush-migrate --accounts imports: the gateway's
# members in an object of their own, and where its notifications reach us ($notify).
map({
  id, gateway, base_url,
  merchant_id: (.merchant_id | tostring),
  notify_url_base: $notify,
  (.gateway): del(.id, .gateway, .base_url, .merchant_id)
})
