# One order, as a guest places it: session, order, payment at the simulator, ticket in the kitchen.

smoke_test() {
  local began=$SECONDS order
  printf 'placing and paying an order … '
  # shellcheck source=/dev/null
  . "$local_folder/env"
  order=$(smoke_order) || smoke_failed "$order"
  say "$order is paid and in the kitchen$(took "$began")"
}

smoke_failed() {
  say 'failed'
  local name
  for name in $(running_programs); do show_last_lines "$log_folder/$name.log" 6; done
  fail 'the first order was not placed, paid and ticketed' "$1"
}

smoke_order() {
  local token order payment key
  key=smoke-$(date +%s%N)
  token=$(call POST "$LUNCHRUSH_API_URL/v1/sessions" "{\"table_code\":\"$LUNCHRUSH_TABLE_CODE\"}" | jq -er .session.token) ||
    { echo 'no session for the table code' && return 1; }
  order=$(call POST "$LUNCHRUSH_API_URL/v1/orders" "$(smoke_order_body)" "Authorization: Bearer $token" \
    "Idempotency-Key: $key" | jq -er .order.id) || { echo 'the order was refused' && return 1; }
  payment=$(call POST "$LUNCHRUSH_API_URL/v1/orders/$order/payments" '{"method":"alipay_precreate"}' \
    "Authorization: Bearer $token" "Idempotency-Key: $key-pay" | jq -er .payment.id) ||
    { echo "no payment of $order was started" && return 1; }
  call POST "$LUNCHRUSH_SIMULATOR_URL/sim/pay" "{\"out_trade_no\":\"$payment\"}" >/dev/null ||
    { echo "the simulator did not take the payment $payment" && return 1; }
  wait_for 30 in_the_kitchen "$order" || { echo "$order was paid at the simulator, but no ticket came" && return 1; }
  echo "$order"
}

smoke_order_body() {
  printf '{"store_id":%s,"channel":"qr_scan","service":{"kind":"dine_in","table":"A12","guests":2},' "$LUNCHRUSH_STORE_ID"
  printf '"lines":[{"sku":"gongbao","quantity":1,"note":"不要花生"}]}'
}

in_the_kitchen() {
  call GET "$LUNCHRUSH_API_URL/v1/stores/$LUNCHRUSH_STORE_ID/tickets" '' "Authorization: Bearer $LUNCHRUSH_KITCHEN_KEY" |
    jq -e --arg order "$1" '[.. | .order_id? // empty] | index($order)'
}

# call METHOD URL BODY HEADER… : the answer's body; what was answered instead goes to stderr.
call() {
  local method=$1 url=$2 body=$3 header options=(-sS --max-time 10 --fail-with-body -X "$1")
  shift 3
  for header in "$@"; do options+=(-H "$header"); done
  [ -z "$body" ] || options+=(-H 'Content-Type: application/json' -d "$body")
  local answer
  if answer=$(curl "${options[@]}" "$url"); then
    printf '%s' "$answer"
  else
    printf '%s %s: %s\n' "$method" "$url" "$answer" >&2
    return 1
  fi
}
