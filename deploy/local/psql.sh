# ./dev psql [ARGUMENTS]: psql in the database of ./dev up.

psql_command() {
  [ -s "$local_folder/env" ] || fail 'there is no database yet' './dev up'
  exec "$(postgres_programs)/psql" "$(sed -n 's/^DATABASE_URL=//p' "$local_folder/env")" "$@"
}
