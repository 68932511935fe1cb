# ./dev doubt: no failure between two commits leads to a wrong answer. Commits in doubt, lost and frozen standbys, cancelled waits,
# failovers, dead backends, disks that err or are full, poison rows, late Redis replies. Rows: docs/reliability.md.

. "$parts/programs.sh"
. "$parts/test.sh"

doubt_files=(test_standby.py test_server_faults.py test_redis_faults.py test_clocks.py test_crashes.py test_idempotency.py test_notification_races.py test_far_clients.py)

doubt_command() {
  make_places
  take_lock test
  need_packages build services test
  test_folder=$local_folder/test
  mkdir -p "$test_folder"
  : >"$test_folder/counts"
  build release "${programs[@]/#/lunchrush_}" integration_postgres integration_redis
  start_test_services
  doubt_integration
  doubt_blackbox
  sum_up
}

doubt_integration() {
  local program log
  for program in postgres redis; do
    log=$test_folder/doubt-$program.log
    "$build_folder/bin/integration_$program" --use-colour no >"$log" 2>&1 || tail -n 60 "$log"
    # shellcheck disable=SC2046 # two numbers
    count "$program" $(sed -nE 's/^All tests passed \(.* in ([0-9]+) test cases?\)$/\1 0/p;
      s/^test cases: +([0-9]+) \| +([0-9]+) passed \| +([0-9]+) failed.*$/\2 \3/p' "$log" | grep . || echo 0 1)
  done
}

doubt_blackbox() {
  local report=$test_folder/doubt.xml log=$test_folder/doubt.log
  rm -f "$report"
  (cd "$root/tests/blackbox" && PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m pytest "${doubt_files[@]}" -q -m "" \
    --junitxml "$report" -p no:cacheprovider) >"$log" 2>&1 || tail -n 60 "$log"
  # shellcheck disable=SC2046
  count blackbox $(/usr/bin/python3 "$root/deploy/local/count_tests.py" junit "$report")
}
