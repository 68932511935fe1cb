# ./dev down: stops the programs (they finish what they began), then Redis and PostgreSQL. --purge removes the data.
. "$parts/programs.sh"

down_command() {
  local purge=
  case ${1:-} in
    '') ;;
    --purge) purge=1 ;;
    *) fail "down does not know \"$1\"" './dev down [--purge]' ;;
  esac
  [ -d "$local_folder" ] || return 0
  make_places
  take_lock run
  local name
  for name in $(running_programs); do
    quietly "stopping $name" "$log_folder/$name.log" stop_process "$name" "$drain_seconds_max"
  done
  stop_process redis 10
  stop_process test-redis 10
  stop_process bench-redis 10
  for name in postgres test/postgres bench/postgres; do postgres_down "$local_folder/$name"; done
  [ -z "$purge" ] || purge
}

purge() {
  local link
  for link in "$local_folder"/postgres "$local_folder"/*/postgres; do
    [ ! -L "$link" ] || rm -rf "$(readlink -f "$link")"
  done
  rm -rf "$local_folder"
  say 'the data are gone'
}
