# Words for the person who waits: one line a step, the log file for the rest, the last lines of it when it failed.

say() { printf '%s\n' "$*"; }

fail() {
  printf '\n%s: %s\n' "./dev" "$1" >&2
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# quietly LABEL LOG command… : one line that ends in "done", or the log's last lines and the end.
quietly() {
  local label=$1 log=$2 began=$SECONDS
  shift 2
  printf '%s … ' "$label"
  if "$@" >>"$log" 2>&1; then
    say "done$(took "$began")"
    return
  fi
  say 'failed'
  show_last_lines "$log"
  fail "$label failed" "the whole log: $log"
}

# Only what a person noticed is worth a figure.
took() {
  local seconds=$((SECONDS - $1))
  [ "$seconds" -lt 2 ] || printf ' (%d s)' "$seconds"
}

# show_last_lines LOG [COUNT]
show_last_lines() {
  local log=$1 line_bytes_max=400
  [ -s "$log" ] || return 0
  printf '\n--- last lines of %s\n' "$log" >&2
  tail -n "${2:-20}" "$log" | cut -b "1-$line_bytes_max" >&2
}
