# ./dev bench [full | ROW…]: builds, starts a PostgreSQL and a Redis of the benchmark's own, and hands over to bench/run,
# which starts the programs and their peers.
. "$parts/programs.sh"

bench_command() {
  case ${1:-} in -h | --help) exec "$root/bench/run" --help ;; esac
  make_places
  take_lock bench
  need_packages build services bench
  build release "${programs[@]/#/lunchrush_}" lunchrush-load lunchrush-sign lunchrush-guard-cost
  # As one would set a server of some GiB that writes all day: pages in memory, checkpoints rare and smooth.
  local postgres_more_options='-c shared_buffers=1GB -c min_wal_size=1GB -c max_wal_size=8GB -c checkpoint_timeout=15min'
  postgres_more_options+=' -c wal_compression=lz4'
  [ -z "${LUNCHRUSH_BENCH_STATEMENTS:-}" ] || postgres_more_options+=' -c shared_preload_libraries=pg_stat_statements'
  postgres_up "$local_folder/bench/postgres" bench-postgres
  redis_up bench-redis
  trap 'stop_process bench-redis 10; postgres_down "$local_folder/bench/postgres"' EXIT
  LUNCHRUSH_BIN=$build_folder/bin LUNCHRUSH_BENCH_POSTGRES_URL=$postgres_url LUNCHRUSH_BENCH_REDIS_URL=$redis_url \
    LUNCHRUSH_BENCH_FOLDER=$local_folder/bench "$root/bench/run" "$@"
}
