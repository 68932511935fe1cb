# ./dev up: from a bare Debian to a paid order. Every step looks whether it is done already, so it can be called again at
# any time, whatever was killed, rebuilt or rebooted meanwhile.
. "$parts/programs.sh"
. "$parts/smoke.sh"

up_command() {
  local replicas=1
  while [ $# -gt 0 ]; do
    case $1 in
      --ingest) replicas=${2:-} && shift 2 || shift ;;
      --ingest=*) replicas=${1#*=} && shift ;;
      *) fail "up does not know \"$1\"" './dev up [--ingest N]' ;;
    esac
  done
  [[ $replicas =~ ^[0-9]+$ ]] && [ "$replicas" -ge 1 ] && [ "$replicas" -le "$ingest_replicas_max" ] ||
    fail "--ingest takes 1 to $ingest_replicas_max"

  make_places
  take_lock run
  choose_ports
  need_packages build services
  build release "${programs[@]/#/lunchrush_}"
  postgres_up "$local_folder/postgres" postgres
  redis_up redis
  make_secret token-secret
  make_secret account-key
  make_accounts
  common_settings
  migrate_and_seed
  start_programs "$replicas"
  write_env
  smoke_test
  say_where "$replicas"
}

# Both sides of the demo restaurant's gateway accounts: the simulator's, and the one that goes into the database.
make_accounts() {
  local folder=$secrets_folder/accounts
  [ -s "$folder/simulator.json" ] || quietly 'making the gateway accounts' "$log_folder/accounts.log" \
    "$parts/make-accounts.sh" "$folder" "http://127.0.0.1:$simulator_port"
  (umask 077 && jq --arg gateways "http://127.0.0.1:$simulator_port" --arg notify "http://127.0.0.1:$callbacks_port" \
    -f "$parts/merchant-accounts.jq" "$folder/accounts.json" >"$folder/import.json")
}

# The seed adds what is missing and says how to use it: the same keys every time, made from the token secret.
migrate_and_seed() {
  quietly 'migrating the database' "$log_folder/migrate.log" migrate --seed --accounts "$secrets_folder/accounts/import.json"
}

migrate() {
  (umask 077 && env -i "${settings[@]}" "$(binary migrate)" "$@" >"$secrets_folder/seed.env")
}

start_programs() {
  local replica port admin_port name
  say 'starting the programs'
  start_program simulator simulator "$simulator_port" "$simulator_admin_port" \
    LUNCHRUSH_SIMULATOR_ADDRESS=127.0.0.1 "LUNCHRUSH_SIMULATOR_PORT=$simulator_port" \
    "LUNCHRUSH_SIMULATOR_ADMIN_PORT=$simulator_admin_port" \
    "LUNCHRUSH_SIMULATOR_ACCOUNTS=$secrets_folder/accounts/simulator.json" \
    "LUNCHRUSH_SIMULATOR_JOURNAL=$local_folder/simulator.journal"
  start_program callbacks callbacks "$callbacks_port" "$callbacks_admin_port" \
    LUNCHRUSH_CALLBACKS_ADDRESS=127.0.0.1 "LUNCHRUSH_CALLBACKS_PORT=$callbacks_port" \
    "LUNCHRUSH_CALLBACKS_ADMIN_PORT=$callbacks_admin_port"
  for replica in $(seq "$1"); do
    read -r port admin_port < <(ingest_ports "$replica")
    start_program "ingest-$replica" ingest "$port" "$admin_port" \
      LUNCHRUSH_INGEST_ADDRESS=127.0.0.1 "LUNCHRUSH_INGEST_PORT=$port" "LUNCHRUSH_INGEST_ADMIN_PORT=$admin_port" \
      "LUNCHRUSH_CALLBACKS_PUBLIC_URL=http://127.0.0.1:$callbacks_port" \
      "LUNCHRUSH_CASHIER_URL=http://127.0.0.1:$simulator_port/cashier"
  done
  stop_replicas_above "$1"
  await_ready simulator "$simulator_admin_port"
  await_ready callbacks "$callbacks_admin_port"
  for replica in $(seq "$1"); do
    read -r port admin_port < <(ingest_ports "$replica")
    await_ready "ingest-$replica" "$admin_port"
  done
}

stop_replicas_above() {
  local name
  for name in $(running_programs); do
    case $name in ingest-*) [ "${name#ingest-}" -le "$1" ] || stop_process "$name" "$drain_seconds_max" ;; esac
  done
}

write_env() {
  (umask 077 && cat >"$local_folder/env.new" <<ENV)
LUNCHRUSH_API_URL=http://127.0.0.1:$ingest_port
LUNCHRUSH_ADMIN_URL=http://127.0.0.1:$ingest_admin_port
LUNCHRUSH_CALLBACKS_URL=http://127.0.0.1:$callbacks_port
LUNCHRUSH_SIMULATOR_URL=http://127.0.0.1:$simulator_port
$(grep -E '^LUNCHRUSH_[A-Z_]+=' "$secrets_folder/seed.env")
DATABASE_URL=$postgres_url
REDIS_URL=$redis_url
ENV
  mv "$local_folder/env.new" "$local_folder/env"
}

say_where() {
  local replica port admin_port
  say ''
  for replica in $(seq "$1"); do
    read -r port admin_port < <(ingest_ports "$replica")
    say "  ingest       http://127.0.0.1:$port    metrics and health http://127.0.0.1:$admin_port"
  done
  say "  callbacks    http://127.0.0.1:$callbacks_port    metrics and health http://127.0.0.1:$callbacks_admin_port"
  say "  simulator    http://127.0.0.1:$simulator_port    (the cashier page)"
  say "  settings     . .local/env       (keys, addresses, DATABASE_URL)"
  cat <<'TEXT'

Place an order:

  . .local/env
  curl -i "$LUNCHRUSH_API_URL/v1/orders" -H "Authorization: Bearer $LUNCHRUSH_STAFF_KEY" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s%N)" \
    -d '{"store_id":1001,"channel":"pos","service":{"kind":"dine_in","table":"A12"},"lines":[{"sku":"gongbao","quantity":1}]}'
TEXT
}
