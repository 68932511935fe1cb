# Starting and stopping one background process by name. A pid alone proves nothing after a reboot or a kill -9 (it may
# be somebody else's by now): the kernel's start time and boot id are kept with it.

boot_id() { cat /proc/sys/kernel/random/boot_id; }

# identity PID: what no other process of any other time has.
identity() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }  # the name in parentheses may hold blanks
  # shellcheck disable=SC2086 # fields of /proc/PID/stat from the third on
  set -- "$1" $stat
  [ "$2" != Z ] || return 1
  echo "$1 ${21} $(boot_id)"
}

# pid_of NAME: of the process that start_process started, if it still runs.
pid_of() {
  local file=$run_folder/$1.pid kept pid
  kept=$(cat "$file" 2>/dev/null) || return 1
  pid=${kept%% *}
  [ "$(identity "$pid")" = "$kept" ] || return 1
  echo "$pid"
}

# start_process NAME command… : output to .local/log/NAME.log, its own session, not ours to wait for.
start_process() {
  local name=$1 log=$log_folder/$1.log
  shift
  rotate_log "$log"
  setsid --fork bash -c 'echo $$ >"$1" && shift && exec "$@"' start "$run_folder/$name.starting" "$@" \
    </dev/null >>"$log" 2>&1 9>&-
  local pid=
  until [ -n "$pid" ]; do
    pid=$(cat "$run_folder/$name.starting" 2>/dev/null || true)
  done
  rm -f "$run_folder/$name.starting"
  identity "$pid" >"$run_folder/$name.pid" || true  # gone already: whoever waits for it will see
}

rotate_log() {
  local log_bytes_max=$((50 * 1024 * 1024))
  [ ! -e "$1" ] || [ "$(stat -c %s "$1")" -lt "$log_bytes_max" ] || mv -f "$1" "$1.1"
}

# stop_process NAME SECONDS: asks, waits, insists.
stop_process() {
  local name=$1 pid
  pid=$(pid_of "$name") || { rm -f "$run_folder/$name.pid" "$run_folder/$name.made-of" && return 0; }
  kill -TERM "$pid" 2>/dev/null || true
  wait_for "$2" gone "$name" || kill -KILL "$pid" 2>/dev/null || true
  wait_for 5 gone "$name" || fail "$name (pid $pid) cannot be stopped"
  rm -f "$run_folder/$name.pid" "$run_folder/$name.made-of"
}

gone() { ! pid_of "$1" >/dev/null; }

# wait_for SECONDS command… : until the command succeeds.
wait_for() {
  local until=$((SECONDS + $1))
  shift
  while ! "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.1
  done
}
