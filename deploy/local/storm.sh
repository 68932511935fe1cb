# ./dev storm: 2,000 orders by 50 clients while databases and programs are killed, on a stack of its own; then every fen
# is counted. --orders N and --clients N make it smaller or larger.

. "$parts/programs.sh"

storm_command() {
  make_places
  need_packages build services test
  build release "${programs[@]/#/lunchrush_}"
  (cd "$root/tests/blackbox" && LUNCHRUSH_BIN=$build_folder/bin PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 storm.py "$@")
}
