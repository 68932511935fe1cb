# A Redis of this checkout's own: loopback, a port and a password of its own, nothing on disk.

# redis_up NAME: starts it unless it runs. Sets redis_url.
redis_up() {
  local name=$1 password port
  password=$(secret_of_checkout "$name-password")
  if ! pid_of "$name" >/dev/null; then
    port=$(own_port "$name")
    (umask 077 && redis_settings "$port" "$password" >"$secrets_folder/$name.conf")
    start_process "$name" redis-server "$secrets_folder/$name.conf"
  fi
  port=$(cat "$local_folder/$name-port")
  redis_url="redis://:$password@127.0.0.1:$port/0"
  wait_for 10 redis_answers "$port" "$password" || {
    show_last_lines "$log_folder/$name.log"
    fail "Redis does not answer on port $port"
  }
}

redis_settings() {
  printf '%s\n' 'bind 127.0.0.1' "port $1" "requirepass $2" 'save ""' 'appendonly no' 'maxmemory 256mb' \
    'maxmemory-policy allkeys-lru' "dir $run_folder"
}

redis_answers() { [ "$(REDISCLI_AUTH=$2 redis-cli -h 127.0.0.1 -p "$1" PING)" = PONG ]; }
