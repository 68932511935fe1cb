# ./dev fuzz [SECONDS] [NAME…]: libFuzzer with both sanitizers on what reads bytes from outside, two targets at a time.
# tests/fuzz/corpus is what is known to matter; what a run finds beyond it stays in .local/fuzz and is the next run's
# start. A finding fails, is kept, and is reproduced by running the target on that one file.
fuzz_seconds=20
fuzz_at_once=2

fuzz_command() {
  make_places
  take_lock fuzz
  need_packages build fuzz
  [[ ${1:-} =~ ^[0-9]+$ ]] && fuzz_seconds=$1 && shift
  build fuzz
  fuzz_all "$@" || fail 'there are findings' 'fix each, and commit its input to tests/fuzz/corpus/NAME with a unit test'
}

# fuzz_all NAME… (none: every target) : builds nothing; one line a target.
fuzz_all() {
  local names=("$@")
  [ $# -gt 0 ] || mapfile -t names < <(cd "$root/tests/fuzz" && printf '%s\n' *.cc | sed 's/\.cc$//')
  printf '%-22s %12s %9s %9s  %s\n' target executions per-second coverage findings
  export root local_folder fuzz_seconds
  export -f fuzz_one fuzz_line
  printf '%s\n' "${names[@]}" | xargs -P "$fuzz_at_once" -I {} bash -c 'fuzz_one {}'
}

# Runs one target for its time. What was committed is replayed first, whatever the time.
fuzz_one() {
  local name=$1 folder=$local_folder/fuzz/$1 status=0 options=()
  local committed=$root/tests/fuzz/corpus/$name dictionary=$root/tests/fuzz/dictionaries/$name.txt
  mkdir -p "$folder/corpus" "$folder/findings"
  [ ! -f "$dictionary" ] || options+=("-dict=$dictionary")
  "$root/build/fuzz/bin/fuzz_$name" "$folder/corpus" "$committed" "${options[@]}" -max_total_time="$fuzz_seconds" \
    -max_len=4096 -timeout=30 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$folder/findings/" \
    >"$folder/log" 2>&1 || status=$?
  fuzz_line "$name" "$folder/log" "$status"
  [ "$status" -eq 0 ] && return
  grep -m 3 -E 'BROKEN|ERROR: |runtime error' "$folder/log"
  grep -o 'Test unit written to .*' "$folder/log" | sed "s#.* to #reproduce: build/fuzz/bin/fuzz_$name #"
  return 1
}

fuzz_line() {
  awk -v name="$1" -v status="$3" '
    /cov: / {coverage = $4}
    /stat::number_of_executed_units/ {executions = $2}
    /stat::average_exec_per_sec/ {per_second = $2}
    END {printf "%-22s %12d %9d %9d  %s\n", name, executions, per_second, coverage, status == 0 ? "none" : "FOUND"}' "$2"
}
