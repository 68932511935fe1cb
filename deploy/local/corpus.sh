# ./dev corpus [PYTEST'S WORDS]: the hostile requests of tests/corpus against one ingest, directly and through HAProxy, on a
# PostgreSQL and a Redis of their own; then how many of each family.

corpus_command() {
  make_places
  need_packages build services test
  build release lunchrush-ingest lunchrush-migrate lunchrush-simulator
  local report=$local_folder/corpus.xml passed=yes
  run_corpus "$report" "$@" || passed=
  /usr/bin/python3 "$root/tests/corpus/counts.py" "$report"
  [ "$passed" ]
}

# run_corpus REPORT [PYTEST'S WORDS]
run_corpus() {
  local report=$1
  shift
  rm -f "$report"
  (cd "$root" && LUNCHRUSH_BIN=$build_folder/bin PYTHONDONTWRITEBYTECODE=1 \
    /usr/bin/python3 -m pytest tests/corpus -q --junitxml "$report" -p no:cacheprovider "$@")
}
