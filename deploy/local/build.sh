# Configures and builds a preset with ninja: one line of progress, everything else in .local/log/build.log.

# A compiler of Boost takes up to 1.5 GB; more of them than fit are slower than fewer.
build_jobs() {
  local cores memory_mb by_memory
  cores=$(nproc)
  memory_mb=$(awk '/MemAvailable/ {print int($2 / 1024)}' /proc/meminfo)
  by_memory=$((memory_mb / 1500))
  [ "$by_memory" -ge 1 ] || by_memory=1
  echo $((cores < by_memory ? cores : by_memory))
}

# build PRESET targets… (none: all of them)
build() {
  local preset=$1 folder=$root/build/$1 log=$log_folder/build-$1.log began=$SECONDS
  shift
  exec 8>"$local_folder/build.lock"
  flock 8  # ./dev test may run beside ./dev up, but two ninjas in one folder undo each other's work
  : >"$log"
  (cd "$root" && cmake --preset "$preset") >>"$log" 2>&1 || build_failed "$log" 'cmake could not configure the build'
  # shellcheck disable=SC2094 # ninja writes, show_progress copies
  if ! NINJA_STATUS='[%f/%t] ' ninja -C "$folder" -j "$(build_jobs)" "$@" 2>&1 | show_progress "building ($preset)" "$log"; then
    build_failed "$log" 'the build failed'
  fi
  exec 8>&-
  say "building ($preset) … done$(took "$began")"
}

# Copies stdin to LOG and shows how far it is: one line rewritten on a terminal, a line a minute elsewhere.
show_progress() {
  local label=$1 log=$2 line count shown=$SECONDS
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    case $line in '['*'/'*']'*) count=${line%%]*}] ;; *) continue ;; esac
    if [ -t 1 ]; then
      printf '\r%s … %s ' "$label" "$count"
    elif [ $((SECONDS - shown)) -ge 60 ]; then
      say "$label … $count"
      shown=$SECONDS
    fi
  done
  [ ! -t 1 ] || printf '\r\033[K'
}

build_failed() {
  { grep -m 1 -A 25 -E 'error:|CMake Error|FAILED' "$1" || tail -n 25 "$1"; } >&2
  fail "$2" "the whole log: $1"
}
