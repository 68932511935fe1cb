# A PostgreSQL of this checkout's own: loopback, a port of its own, its data under .local/, fsync on. PostgreSQL refuses
# to run as root, so root runs it as Debian's user postgres.

postgres_user=lunchrush
postgres_database=lunchrush

# The newest of Debian's PostgreSQL versions.
postgres_programs() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1; }

as_postgres() {
  if [ "$(id -u)" -ne 0 ]; then
    (cd / && exec "$@")
  else
    (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
  fi
}

# postgres_up FOLDER NAME: starts the server whose data are in FOLDER, making them first if need be. NAME keeps its
# password, port and log apart from other servers'. Sets postgres_url.
postgres_up() {
  local folder=$1 name=$2 password port
  password=$(secret_of_checkout "$name-password")
  place_data "$folder"
  [ -s "$folder/PG_VERSION" ] || quietly "making the database ($name)" "$log_folder/$name.log" make_data "$folder" "$password"
  if ! postgres_runs "$folder"; then
    port=$(own_port "$name")
    forget_dead_postmaster "$folder"
    quietly "starting PostgreSQL ($name)" "$log_folder/$name.log" start_postgres "$folder" "$port"
  fi
  port=$(cat "$local_folder/$name-port")
  postgres_url="postgresql://$postgres_user:$password@127.0.0.1:$port/$postgres_database"
  ensure_database "$postgres_url"
}

postgres_down() {
  local folder=$1
  postgres_runs "$folder" || return 0
  as_postgres "$(postgres_programs)/pg_ctl" -D "$(readlink -f "$folder")" -m fast -w -t 30 stop >/dev/null
}

# Where user postgres cannot reach the checkout, the data lie in /var/tmp and FOLDER is a link to them.
place_data() {
  local folder=$1 elsewhere
  [ ! -e "$folder" ] || return 0
  rm -f "$folder"  # a link whose target is gone
  mkdir -p "$(dirname "$folder")"
  if [ "$(id -u)" -eq 0 ] && ! as_postgres test -x "$(dirname "$folder")"; then
    elsewhere=/var/tmp/lunchrush-$(printf '%s' "$folder" | sha256sum | cut -c 1-12)
    install -d -m 700 -o postgres -g postgres "$elsewhere"
    ln -s "$elsewhere" "$folder"
  elif [ "$(id -u)" -eq 0 ]; then
    install -d -m 700 -o postgres -g postgres "$folder"
  else
    mkdir -m 700 "$folder"
  fi
}

# The password travels in a file of user postgres: it could not open root's standard input.
make_data() {
  local folder password_file status=0
  folder=$(readlink -f "$1")
  password_file=$(as_postgres mktemp /tmp/lunchrush-XXXXXX)
  printf '%s\n' "$2" | as_postgres tee "$password_file" >/dev/null
  as_postgres "$(postgres_programs)/initdb" -D "$folder" -U "$postgres_user" --pwfile="$password_file" \
    -A scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums || status=1
  as_postgres rm -f "$password_file"
  return "$status"
}

start_postgres() {
  local folder port=$2
  folder=$(readlink -f "$1")
  local options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c fsync=on"
  # terse: else its log shows the rows that it refuses, and what guests wrote in them.
  options+=' -c synchronous_commit=on -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=2GB'
  options+=' -c log_error_verbosity=terse'
  options+=" ${postgres_more_options:-}"  # later ones win
  as_postgres "$(postgres_programs)/pg_ctl" -D "$folder" -l "$folder/server.log" -w -t 60 -o "$options" start 9>&- &&
    return
  as_postgres tail -n 20 "$folder/server.log"
  return 1
}

# By where it works, not by its pid alone: after a reboot that pid may be anybody's.
postgres_runs() {
  local folder pid
  folder=$(readlink -f "$1")
  pid=$(head -n 1 "$folder/postmaster.pid" 2>/dev/null) || return 1
  [ "$(readlink "/proc/$pid/cwd")" = "$folder" ]
}

# A postmaster.pid that names somebody else's process keeps PostgreSQL from starting. It is removed only once no process
# works in the data folder: orphans of a killed server must end first, or two servers would write the same files.
forget_dead_postmaster() {
  local folder
  folder=$(readlink -f "$1")
  wait_for 10 nobody_works_in "$folder" || fail "processes of a killed PostgreSQL still work in $folder"
  rm -f "$folder/postmaster.pid"
}

nobody_works_in() {
  local process
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/cwd" 2>/dev/null)" != "$1" ] || return 1
  done
}

ensure_database() {
  local maintenance=${1%/*}/postgres psql
  psql=$(postgres_programs)/psql
  wait_for 60 "$psql" -qAt "$maintenance" -c 'SELECT 1' || fail 'PostgreSQL runs but does not answer' "$maintenance"
  if [ -z "$("$psql" -qAt "$maintenance" -c "SELECT 1 FROM pg_database WHERE datname = '$postgres_database'")" ]; then
    "$psql" -q "$maintenance" -c "CREATE DATABASE $postgres_database"
  fi
}
