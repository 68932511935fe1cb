# From what make-accounts.sh says of the merchant's side to what lunchrush-migrate --accounts imports: the gateway's
# members in an object of their own, where the gateways are now ($gateways) and where their notifications reach us ($notify).
map({
  id, gateway,
  base_url: $gateways,
  merchant_id: (.merchant_id | tostring),
  notify_url_base: $notify,
  (.gateway): del(.id, .gateway, .base_url, .merchant_id)
})
