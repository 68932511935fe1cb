# ./dev test: every suite, each to its end even when an earlier one failed; the last line sums them. Everything it starts
# has private ports and lives under .local/test, so it runs beside ./dev up.
# shellcheck source=/dev/null
. "$parts/fuzz.sh"

test_command() {
  local preset=release
  case ${1:-} in
    '') ;;
    --asan | --tsan) preset=${1#--} ;;
    *) fail "test does not know \"$1\"" './dev test [--asan|--tsan]' ;;
  esac
  make_places
  take_lock test
  need_packages build services test fuzz
  test_folder=$local_folder/test
  mkdir -p "$test_folder"
  : >"$test_folder/counts"
  if [ "$preset" = release ]; then
    test_format
    test_shell
    test_tidy
    build release
    start_test_services
    test_programs release
    # Black-box tests wait for answers and signals more than they compute, and take as long as those in the foreground; the
    # quarter of two processors that these leave is what fuzz targets are compiled with.
    test_blackbox &
    local beside=($!)
    { test_fuzz || count fuzz 0 1; } &
    beside+=($!)
    test_corpus
    test_sdk
    test_pages
    wait "${beside[@]}"
  else
    build "$preset" test_programs
    start_test_services
    test_programs "$preset"
  fi
  sum_up
}

# count SUITE PASSED FAILED
count() {
  printf '%s %s %s\n' "$@" >>"$test_folder/counts"
  printf '%-12s %5s passed %5s failed\n' "$1" "$2" "$3"
}

# count_check SUITE command… : one check that passes in silence, or fails with all that it says.
count_check() {
  local suite=$1 said
  shift
  if said=$("$@" 2>&1); then
    count "$suite" 1 0
  else
    printf '%s\n' "$said"
    count "$suite" 0 1
  fi
}

test_format() { count_check format check_format; }

check_format() {
  local files
  mapfile -t files < <(source_files '*.cc' '*.h')
  cd "$root" && clang-format-14 --dry-run -Werror "${files[@]}"
}

# Of the checkout; in an unpacked archive, as in the Dockerfile's test stage, all that lie about.
source_files() {
  git -C "$root" ls-files -- "$@" 2>/dev/null && return
  local pattern
  for pattern in "$@"; do (cd "$root" && find services tests bench deploy -name "$pattern"); done
}

test_shell() { count_check shell check_shell; }

check_shell() {
  local files
  mapfile -t files < <(source_files '*.sh')
  # Not followed: parts are found at run time. Set here, read there: that is what parts are for.
  cd "$root" && shellcheck --shell=bash --exclude=SC1091,SC2015,SC2016,SC2034,SC2154 dev "${files[@]}"
}

test_tidy() {
  local check
  for check in "$root"/tests/tidy/*.py; do
    count_check "$(basename "$check" .py)" /usr/bin/python3 "$check"
  done
}

start_test_services() {
  postgres_up "$test_folder/postgres" test-postgres
  redis_up test-redis
  trap stop_test_services EXIT
  export LUNCHRUSH_TEST_POSTGRES_URL=$postgres_url LUNCHRUSH_TEST_REDIS_URL=$redis_url
  export LUNCHRUSH_BIN=$build_folder/bin
}

stop_test_services() {
  stop_process test-redis 10
  postgres_down "$test_folder/postgres"
}

# Unit and integration tests: Catch2 programs, run by ctest; their own summaries are counted, and a crash is a failure.
test_programs() {
  local log=$test_folder/ctest.log
  ctest --test-dir "$root/build/$1" -j 2 --timeout 300 --output-on-failure >"$log" 2>&1 || sed -n '/Start/,$p' "$log" | grep -v Passed || true
  local kind
  for kind in unit integration; do
    # shellcheck disable=SC2046 # two numbers
    count "$kind" $(/usr/bin/python3 "$root/deploy/local/count_tests.py" ctest \
      "$root/build/$1/Testing/Temporary/LastTest.log" "$kind/")
  done
}

test_blackbox() {
  local report=$test_folder/blackbox.xml log=$test_folder/blackbox.log
  rm -f "$report"
  (cd "$root" && /usr/bin/python3 -m pytest tests/blackbox -q --junitxml "$report" -p no:cacheprovider) >"$log" 2>&1 ||
    tail -n 60 "$log"
  # shellcheck disable=SC2046
  count blackbox $(/usr/bin/python3 "$root/deploy/local/count_tests.py" junit "$report")
}

# What ./dev corpus runs.
test_corpus() {
  local report=$test_folder/corpus.xml log=$test_folder/corpus.log
  . "$parts/corpus.sh"
  run_corpus "$report" >"$log" 2>&1 || tail -n 60 "$log"
  # shellcheck disable=SC2046
  count corpus $(/usr/bin/python3 "$root/deploy/local/count_tests.py" junit "$report")
}

# Other people's SDKs from npm, as independent clients of the simulator.
test_sdk() {
  local folder=$root/tests/sdk log=$test_folder/sdk.log
  if ! (cd "$folder" && npm_packages) >"$log" 2>&1; then
    tail -n 20 "$log"
    say 'the SDKs could not be installed: is the npm registry reachable? (npm config get registry)'
    count sdk 0 1
    return
  fi
  (cd "$folder" && node --test --test-reporter=tap) >"$log" 2>&1 || grep -B 2 -A 30 '^ *not ok' "$log" || tail -n 40 "$log"
  # shellcheck disable=SC2046
  count sdk $(/usr/bin/python3 "$root/deploy/local/count_tests.py" tap "$log")
}

# What people open: its rules alone, then in a real browser on the real service.
test_pages() {
  local folder=$root/services/pages log=$test_folder/pages.log kind
  if ! (cd "$folder" && npm_packages) >"$log" 2>&1; then
    tail -n 20 "$log"
    say 'what the pages are made of could not be installed: is the npm registry reachable? (npm config get registry)'
    count pages 0 1
    return
  fi
  for kind in unit browser; do
    test_pages_of "$kind"
  done
}

# A failed browser test says in its error what its pages showed and waited for (tests/pages/harness/witness.js), after what
# the browser says of its attempts: hence so many lines.
test_pages_of() {
  local files log=$test_folder/pages-$1.log
  mapfile -t files < <(find "$root/tests/pages/$1" -name '*.test.js' -o -name '*.test.mjs')
  node --test --test-concurrency=1 --test-reporter=tap "${files[@]}" >"$log" 2>&1 ||
    grep -B 2 -A 60 '^ *not ok' "$log" || tail -n 40 "$log"
  # shellcheck disable=SC2046
  count "pages-$1" $(/usr/bin/python3 "$root/deploy/local/count_tests.py" tap "$log")
}

# Only when the lock file is newer than what was installed from it: a second run needs no network.
npm_packages() {
  [ node_modules/.installed -nt package-lock.json ] && return
  npm ci --no-audit --no-fund && touch node_modules/.installed
}

# A short look at every byte edge: the committed corpora, which hold every finding there ever was, and a little beyond.
test_fuzz() (
  local passed=0 failed=0 log=$test_folder/fuzz.log
  renice -n 19 "$BASHPID" >/dev/null  # nobody waits for a compiler: it may not make the others late
  build fuzz
  fuzz_all >"$log" 2>&1 || grep -A 4 FOUND "$log" || tail -n 20 "$log"
  passed=$(grep -c ' none$' "$log" || true)
  failed=$(grep -c ' FOUND$' "$log" || true)
  [ $((passed + failed)) -gt 0 ] || failed=1
  count fuzz "$passed" "$failed"
)

sum_up() {
  awk '{passed += $2; failed += $3} END {printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0}' \
    "$test_folder/counts"
}
