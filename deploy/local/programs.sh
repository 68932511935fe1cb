# Lunchrush's own programs: what each is told by its environment, and starting it only when that or its binary changed.

programs=(migrate ingest callbacks simulator)
drain_seconds_max=30  # a program finishes what it has begun; longer than its own grace

# Settings of all programs, as NAME=value words in `settings`. Nothing of the caller's environment reaches a program.
common_settings() {
  settings=("PATH=$PATH" "HOME=${HOME:-/}" 'LANG=C.UTF-8' "LUNCHRUSH_POSTGRES_URL=$postgres_url"
    "LUNCHRUSH_REDIS_URL=$redis_url" "LUNCHRUSH_LOG_LEVEL=${LUNCHRUSH_LOG_LEVEL:-info}"
    "LUNCHRUSH_TOKEN_SECRET_FILE=$secrets_folder/token-secret"
    "LUNCHRUSH_ACCOUNT_KEY_FILE=$secrets_folder/account-key")
}

binary() { echo "$build_folder/bin/lunchrush-$1"; }

# start_program NAME PROGRAM PORT ADMIN_PORT SETTING… : leaves one alone that runs, is ready and would be made of the same.
start_program() {
  local name=$1 program=$2 port=$3 admin_port=$4 made_of
  shift 4
  made_of=$(printf '%s\n' "${settings[@]}" "$@" | sha256sum)$(sha256sum <"$(binary "$program")")
  if pid_of "$name" >/dev/null && [ "$(cat "$run_folder/$name.made-of" 2>/dev/null)" = "$made_of" ] && ready "$admin_port"; then
    return
  fi
  stop_process "$name" "$drain_seconds_max"
  need_port "$port" "$name"
  need_port "$admin_port" "$name"
  start_process "$name" env -i "${settings[@]}" "$@" "$(binary "$program")"
  printf '%s\n' "$made_of" >"$run_folder/$name.made-of"
}

need_port() {
  listening "$1" || return 0
  fail "port $1, which $2 needs, is taken$(by_whom "$1")" 'stop what listens there, or choose other ports:' \
    'LUNCHRUSH_PORT_BASE=9080 ./dev up    (uses 9080 to 9083, 9090, 9091; remembered until ./dev down --purge)'
}

by_whom() {
  command -v ss >/dev/null || return 0
  ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:((\("[^"]*"\),pid=\([0-9]*\).*/ by \1, pid \2/p' | head -n 1
}

ready() { curl -fs -o /dev/null --max-time 2 "http://127.0.0.1:$1/readyz"; }

# await_ready NAME ADMIN_PORT: fails with the log's last lines when the program ends or never becomes ready.
await_ready() {
  local name=$1 admin_port=$2
  wait_for 60 ready_or_gone "$name" "$admin_port" || true
  ready "$admin_port" && return
  curl -s --max-time 2 "http://127.0.0.1:$admin_port/readyz?verbose" >&2 || true
  show_last_lines "$log_folder/$name.log"
  fail "$name did not become ready" "the whole log: $log_folder/$name.log"
}

ready_or_gone() { ready "$2" || gone "$1"; }

# Those of `up` that run, by name: ingest-1 … ingest-N, callbacks, simulator.
running_programs() {
  local file name
  for file in "$run_folder"/*.pid; do
    name=$(basename "$file" .pid)
    case $name in ingest-* | callbacks | simulator) ! pid_of "$name" >/dev/null || echo "$name" ;; esac
  done
}
