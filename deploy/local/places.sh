# Where everything is: folders under .local/, ports, the programs. Read by every other part.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
local_folder=$root/.local
build_folder=$root/build/release
log_folder=$local_folder/log
run_folder=$local_folder/run
secrets_folder=$local_folder/secrets

ingest_replicas_max=20  # each takes a pair of ports

make_places() {
  mkdir -p "$local_folder" "$log_folder" "$run_folder" "$secrets_folder"
  chmod 700 "$secrets_folder" "$run_folder"
}

# take_lock WORK: one ./dev at a time does it; "run" changes what runs, "test" tests.
take_lock() {
  exec 9>"$local_folder/$1.lock"
  flock -n 9 || fail 'another ./dev is at work in this checkout' 'wait until it is done, then try again'
}

# remembered NAME make… : the value kept in .local/NAME, made once by the command.
remembered() {
  local file=$local_folder/$1
  shift
  [ -s "$file" ] || "$@" >"$file"
  cat "$file"
}

# LUNCHRUSH_PORT_BASE lets a second checkout run beside the first; it is remembered until ./dev down --purge.
choose_ports() {
  [ -z "${LUNCHRUSH_PORT_BASE:-}" ] || printf '%s\n' "$LUNCHRUSH_PORT_BASE" >"$local_folder/port-base"
  port_base=$(remembered port-base echo 8080)
  case $port_base in
    '' | *[!0-9]*) fail "LUNCHRUSH_PORT_BASE must be a number, not \"$port_base\"" ;;
  esac
  [ "$port_base" -ge 1024 ] && [ "$port_base" -le 65000 ] || fail 'LUNCHRUSH_PORT_BASE must be 1024 to 65000'
  ingest_port=$port_base ingest_admin_port=$((port_base + 1))
  callbacks_port=$((port_base + 2)) callbacks_admin_port=$((port_base + 3))
  simulator_port=$((port_base + 10)) simulator_admin_port=$((port_base + 11))
}

# ingest_ports N: API and admin port of the Nth replica.
ingest_ports() {
  if [ "$1" -eq 1 ]; then
    echo "$ingest_port $ingest_admin_port"
  else
    echo "$((port_base + 16 + 2 * $1)) $((port_base + 17 + 2 * $1))"
  fi
}

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 10000))
    listening "$port" || { echo "$port" && return; }
  done
  fail 'no free port between 20000 and 29999'
}

# The port NAME keeps while it is stopped, unless somebody else has taken it meanwhile. Call it only then.
own_port() {
  local port
  port=$(remembered "$1-port" free_port)
  if listening "$port"; then
    rm -f "$local_folder/$1-port"
    port=$(remembered "$1-port" free_port)
  fi
  echo "$port"
}
